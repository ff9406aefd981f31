//! What the parts of one assessment are looked up in: evidence, roles and practices, each by its id.
//!
//! Stands below the assessment, its results and what it adopts of a target set, all of which look things up.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::diag::register;
use crate::model::Guide;
use crate::model::Layers;
use crate::model::PracticeIx;
use crate::model::RoleIx;
use crate::model::Settings;
use crate::read::Words;

use super::role;

/// What the parts of one assessment are looked up in.
pub(super) struct Scene<'a> {
    pub(super) guide: &'a Guide,
    /// The overlays that it was judged with.
    pub(super) layers: Layers,
    pub(super) settings: &'a Settings,
    /// The evidence register: id to index.
    pub(super) evidence: BTreeMap<&'a str, usize>,
    /// Evidence that some answer or finding names.
    pub(super) used: BTreeSet<usize>,
}

impl Scene<'_> {
    /// Looks evidence up; reports what is not registered.
    pub(super) fn evidence(&mut self, ids: &[Words], sink: &mut Sink) -> Vec<usize> {
        let mut found = Vec::new();
        for id in ids {
            match self.evidence.get(id.value.as_str()) {
                Some(index) => {
                    self.used.insert(*index);
                    found.push(*index);
                }
                None if id.value.is_empty() => {}
                None => {
                    sink.error(
                        register::UNKNOWN_EVIDENCE,
                        id.span,
                        format!("evidence `{}` is not registered", id.value),
                    )
                    .suggest(&id.value, self.evidence.keys().copied())
                    .help("register it under `evidence` in this file");
                }
            }
        }
        found
    }

    /// Looks a role up.
    pub(super) fn role(&self, id: &Words, sink: &mut Sink) -> Option<RoleIx> {
        role(&self.settings.roles, id, sink)
    }

    /// Looks a practice up; reports an unknown one.
    pub(super) fn practice(&self, id: &Words, sink: &mut Sink) -> Option<PracticeIx> {
        let practices = &self.guide.practices;
        let found = practices.iter().position(|p| self.guide.nodes[p.node.0].id == id.value);
        if found.is_none() && !id.value.is_empty() {
            let renamed =
                practices.iter().find(|p| p.formerly.contains(&id.value)).map(|p| &self.guide.nodes[p.node.0].id);
            let diagnostic =
                sink.error(register::UNKNOWN_PRACTICE, id.span, format!("the guide has no practice `{}`", id.value));
            match renamed {
                Some(now) => diagnostic.help(format!("it is now called `{now}`")),
                None => diagnostic.suggest(&id.value, practices.iter().map(|p| self.guide.nodes[p.node.0].id.as_str())),
            };
        }
        found.map(PracticeIx)
    }
}
