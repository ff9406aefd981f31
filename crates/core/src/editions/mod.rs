//! Editions of a guide compared by meaning: what changed, whether it changed the model, and what it does to assessments.
//!
//! Takes two guides, the release notes between them, and assessments; gives [`Changes`] and [`impact::Impact`]. It asks no
//! repository: where the guides come from is the caller's matter.

pub mod compare;
pub mod impact;
pub mod release;
pub mod text;
pub mod upgrade;

use crate::model::Class;
use crate::source::Span;

use self::text::Piece;

/// Everything that differs between two guides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What differs in the model, in sentences.
    pub model: Vec<String>,
    /// What differs in bullets, in the order of the new guide; what is gone stands last in its practice.
    pub bullets: Vec<BulletChange>,
    /// What differs in prose: purposes, objectives, descriptions.
    pub texts: Vec<TextChange>,
    /// What differs in pages.
    pub pages: Vec<TextChange>,
}

/// What became of a bullet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is where it was, under the id that it had.
    Kept,
    /// It has another id in the same level.
    Renamed,
    /// It is in another level or practice.
    Moved,
    /// Several became one, or one became several.
    Recast,
}

/// What became of a text that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says the same.
    Editorial,
    /// It may say something else.
    Reworded,
}

/// A bullet that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletChange {
    /// Id of the practice, as it is now.
    pub practice: String,
    /// Number of the level, as it is now.
    pub level: u8,
    /// Name of the aspect.
    pub aspect: String,
    /// What one bullet of the aspect is called.
    pub item: String,
    /// True for what is answered in assessments.
    pub rated: bool,
    /// Id of the overlay that it comes from; `None` for the base.
    pub overlay: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// Its full id now, or the last it had; empty for a bullet without one.
    pub id: String,
    /// The full ids it had, where they are others.
    pub was: Vec<String>,
    /// Its words before.
    pub old: Option<String>,
    /// Its words now.
    pub new: Option<String>,
    /// What the change of words means: `None` as long as nobody has decided, and where the words say the same.
    pub class: Option<Class>,
    /// How much of the words is the same, from 0 to 100.
    pub similarity: u8,
    /// What the release notes say, or empty.
    pub note: String,
    /// Where it is written now.
    pub span: Option<Span>,
}

/// A text that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// Id of the practice or page.
    pub id: String,
    /// What it is: `Objective of level 2`, or the title of a page.
    pub what: String,
    /// The text before; `None` for a new one.
    pub old: Option<String>,
    /// The text now; `None` for one that is gone.
    pub new: Option<String>,
    /// True when it says the same, or the release notes call it editorial.
    pub editorial: bool,
    /// What the release notes say, or empty.
    pub note: String,
}

/// The answer to the question of every editor: is it still the same model?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing differs.
    #[default]
    Nothing,
    /// The words differ, and say the same: a patch.
    Editorial,
    /// The guidance differs, and the model is the same: a minor version.
    Guidance,
    /// The model differs: a major version.
    Model,
}

impl Reach {
    /// The part of a version that has to rise.
    pub fn part(self) -> &'static str {
        match self {
            Reach::Nothing => "no",
            Reach::Editorial => "a patch",
            Reach::Guidance => "a minor",
            Reach::Model => "a major",
        }
    }

    /// The answer in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Reach::Nothing => "Nothing differs.",
            Reach::Editorial => "Only the wording differs: model and guidance are the same.",
            Reach::Guidance => "Only the guidance differs: the model is the same.",
            Reach::Model => "The model differs.",
        }
    }
}

impl BulletChange {
    /// The words differ in more than their looks, and nobody has said what that means.
    pub fn is_open(&self) -> bool {
        let reworded = self.fate != Fate::Added && self.fate != Fate::Removed && !self.says_the_same();
        self.rated && reworded && self.class.is_none()
    }

    /// The words are the same but for their looks.
    pub fn says_the_same(&self) -> bool {
        matches!((&self.old, &self.new), (Some(old), Some(new)) if text::same(old, new))
    }

    /// How far the change reaches.
    pub fn reach(&self) -> Reach {
        match (self.rated, self.fate) {
            (true, Fate::Removed | Fate::Moved) => Reach::Model,
            (true, Fate::Recast) if self.class.is_none() => Reach::Model,
            (true, Fate::Added) => Reach::Guidance,
            (true, fate) => match self.class {
                Some(Class::Strengthened | Class::Weakened | Class::Added) => Reach::Model,
                Some(Class::Clarified) => Reach::Guidance,
                // Nobody has said that the bar is where it was.
                None if self.is_open() => Reach::Model,
                Some(Class::Editorial) | None if fate == Fate::Kept => Reach::Editorial,
                _ => Reach::Guidance,
            },
            (false, Fate::Kept) if self.says_the_same() || self.class == Some(Class::Editorial) => Reach::Editorial,
            (false, _) => Reach::Guidance,
        }
    }

    /// The change in a word or two, such as `added`, `clarified`, `moved, strengthened`.
    pub fn word(&self) -> String {
        let fate = match self.fate {
            Fate::Added => return "added".to_owned(),
            Fate::Removed => return "removed".to_owned(),
            Fate::Kept => None,
            Fate::Renamed => Some("renamed"),
            Fate::Moved => Some("moved"),
            Fate::Recast => Some("recast"),
        };
        let words = match self.class {
            Some(class) => Some(class.name()),
            None if self.old == self.new => None,
            None if self.says_the_same() => Some("editorial"),
            None if self.rated => Some("not classified"),
            None => Some("reworded"),
        };
        [fate, words].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The words before and now, piece by piece.
    pub fn pieces(&self) -> Vec<Piece> {
        text::pieces(self.old.as_deref().unwrap_or(""), self.new.as_deref().unwrap_or(""))
    }
}

impl TextChange {
    /// How far the change reaches.
    pub fn reach(&self) -> Reach {
        if self.editorial { Reach::Editorial } else { Reach::Guidance }
    }

    /// What became of it.
    pub fn fate(&self) -> TextFate {
        match (&self.old, &self.new) {
            (None, _) => TextFate::Added,
            (_, None) => TextFate::Removed,
            _ if self.editorial => TextFate::Editorial,
            _ => TextFate::Reworded,
        }
    }

    /// The words before and now, piece by piece.
    pub fn pieces(&self) -> Vec<Piece> {
        text::pieces(self.old.as_deref().unwrap_or(""), self.new.as_deref().unwrap_or(""))
    }
}

impl Changes {
    /// How far all of it reaches.
    pub fn reach(&self) -> Reach {
        let model = (!self.model.is_empty()).then_some(Reach::Model);
        let bullets = self.bullets.iter().map(BulletChange::reach);
        let texts = self.texts.iter().chain(&self.pages).map(TextChange::reach);
        model.into_iter().chain(bullets).chain(texts).max().unwrap_or_default()
    }

    /// Whether the model changed, in a sentence.
    pub fn sentence(&self) -> String {
        let decided = |change: &BulletChange| change.reach() == Reach::Model && !change.is_open();
        let open = self.open().count();
        if open == 0 || !self.model.is_empty() || self.bullets.iter().any(decided) {
            return self.reach().sentence().to_owned();
        }
        let them = if open == 1 { "one reworded indicator has" } else { "reworded indicators have" };
        format!("Whether the model differs can’t be told yet: {them} no class.")
    }

    /// What changes the model, in sentences.
    pub fn reasons(&self) -> Vec<String> {
        let bullets = self.bullets.iter().filter(|change| change.reach() == Reach::Model);
        let bullets = bullets.map(|change| format!("`{}`: {}.", change.id, change.word()));
        self.model.iter().cloned().chain(bullets).collect()
    }

    /// Rated bullets whose new words nobody has classed.
    pub fn open(&self) -> impl Iterator<Item = &BulletChange> {
        self.bullets.iter().filter(|change| change.is_open())
    }

    /// True when nothing differs.
    pub fn is_empty(&self) -> bool {
        self.model.is_empty() && self.bullets.is_empty() && self.texts.is_empty() && self.pages.is_empty()
    }
}
