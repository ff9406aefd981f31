//! Which pages there are, by which template, and what each of them sees.

use serde::Serialize;
use tera::Context;
use tera::Value;

use crate::assess::Completeness;
use crate::assess::OutcomeKind;
use crate::markup::plain;
use crate::model::Detail;
use crate::theme::Theme;
use crate::view::AssessmentView;
use crate::view::Chart;
use crate::view::DateView;
use crate::view::GuideBrief;
use crate::view::LevelView;
use crate::view::NodeView;
use crate::view::PracticeView;
use crate::view::Ref;
use crate::view::ScopeView;
use crate::view::StatusView;
use crate::view::SubjectView;
use crate::view::TargetSetView;
use crate::view::TargetView;
use crate::view::VerdictCount;
use crate::view::VerdictView;
use crate::view::View;
use crate::view::mapping::CoverageView;
use crate::view::mapping::FrameworkView;
use crate::view::mapping::MappedLevel;
use crate::view::mapping::MappingView;
use crate::view::portfolio::PortfolioView;
use crate::view::portfolio::TrendView;
use crate::view::portfolio::exists;
use crate::view::with_layers;

use super::compare;
use super::nav;
use super::urls;
use super::urls::Urls;
use super::views::Site;
use super::views::Views;

/// Names and values of what only one page sees. Made when the page is, so that they need not all be in memory at once.
type Own<'a> = Box<dyn Fn() -> Vec<(&'static str, Value)> + Send + Sync + 'a>;

/// What the page over all assessments is about. No id begins so.
const PORTFOLIO: &str = "_portfolio";

/// One page to be made.
pub(super) struct Job<'a> {
    /// Path below the output.
    pub(super) path: String,
    /// File of the theme that the page is made with.
    pub(super) template: &'static str,
    /// Title in the head of the page.
    pub(super) title: String,
    /// Description in the head of the page.
    pub(super) summary: String,
    /// Id of what the page is about, or a word of its own for pages about nothing single.
    pub(super) here: String,
    /// Ids of the nodes above it.
    pub(super) above: Vec<String>,
    /// What only this page sees.
    pub(super) own: Own<'a>,
}

/// What every page sees.
pub(super) fn shared(site: &Site, urls: &Urls, theme: &Theme) -> Context {
    let (view, beside) = (site.views.main(), site.beside);
    let assessments = site.views.assessments();
    let guide = &view.guide;
    let mut context = Context::new();
    context.insert("book", &view.book);
    context.insert("model", &GuideBrief::new(&view.guide));
    context.insert("nav_front", &nav::flat(guide.front.iter().map(|page| &page.reference), urls));
    context.insert("nav_back", &nav::flat(guide.back.iter().map(|page| &page.reference), urls));
    context.insert("nav_nodes", &nav::tree(view, urls));
    context.insert("nav_assessments", &nav::flat(assessments.iter().map(|a| &a.reference), urls));
    context.insert("has_portfolio", &exists(assessments.iter().map(|a| a.detail)));
    context.insert("nav_news", &beside.news.iter().map(|news| &news.reference).collect::<Vec<_>>());
    context.insert("nav_profiles", &guide.overlays.iter().map(|overlay| &overlay.reference).collect::<Vec<_>>());
    context.insert("nav_mappings", &guide.mappings.iter().map(|mapping| &mapping.reference).collect::<Vec<_>>());
    context.insert("nav_target_sets", &guide.target_sets.iter().map(|set| &set.reference).collect::<Vec<_>>());
    context.insert("has_impact", &beside.impact.is_some());
    context.insert("guide_now", &guide.version);
    context.insert("edition_places", &beside.places);
    context
        .insert("assessments_elsewhere", &(!beside.assessments.is_empty()).then_some("../next/assessments/index.html"));
    context.insert("nav_around", &Vec::<String>::new());
    context.insert("downloads", site.downloads);
    context.insert("own_styles", &theme.files.contains_key("site/static/own.css"));
    context
}

/// The same for an assessment of an earlier edition: the model is that of its time.
pub(super) fn shared_then(shared: &Context, then: &View) -> Context {
    let mut context = shared.clone();
    context.insert("model", &GuideBrief::new(&then.guide));
    context
}

/// Whether an assessment is shown with its answers, and so has all of its pages.
fn whole(assessment: &&AssessmentView) -> bool {
    assessment.detail == Detail::Whole
}

/// The pages of the assessments of one view.
pub(super) fn assessments<'a>(view: &'a View, urls: &Urls) -> Vec<Job<'a>> {
    let of = |assessment: &'a AssessmentView| {
        let template = if whole(&assessment) { "assessment.html" } else { "assessment-part.html" };
        of(&assessment.reference, template, &[], urls, move || {
            let mappings: Vec<_> = said(assessment).map(|c| (&c.mapping, &c.framework, &c.counts)).collect();
            vec![value("assessment", assessment), value("mapped", &mappings)]
        })
    };
    let mut jobs: Vec<Job> = view.assessments.iter().map(of).collect();
    for assessment in view.assessments.iter().filter(whole) {
        jobs.extend(said(assessment).map(|coverage| Job {
            path: coverage_path(urls, assessment, coverage),
            template: "coverage.html",
            title: format!("{}: {}", coverage.mapping.title, assessment.reference.title),
            summary: format!("What the results relate to in {}", coverage.framework.name),
            here: format!("mapping:{}:{}", coverage.mapping.id, assessment.reference.id),
            above: Vec::new(),
            own: Box::new(move || vec![value("assessment", assessment), value("coverage", coverage)]),
        }));
    }
    if !view.guide.target_sets.is_empty() {
        jobs.extend(view.assessments.iter().filter(whole).map(|assessment| Job {
            path: urls.path(&assessment.reference.id).replace("index.html", "targets.html"),
            template: "compare.html",
            title: format!("Targets: {}", assessment.reference.title),
            summary: "The targets of this assessment beside those of target sets".to_owned(),
            here: format!("targets:{}", assessment.reference.id),
            above: Vec::new(),
            own: Box::new(move || {
                let rows = compare::rows(&view.guide, Some(assessment));
                vec![value("assessment", assessment), value("sets", &view.guide.target_sets), value("rows", &rows)]
            }),
        }));
    }
    jobs
}

/// An assessment beside the mappings of which it says something.
fn said(assessment: &AssessmentView) -> impl Iterator<Item = &CoverageView> {
    assessment.coverage.iter().filter(|coverage| coverage.said)
}

fn coverage_path(urls: &Urls, assessment: &AssessmentView, coverage: &CoverageView) -> String {
    urls.path(&assessment.reference.id).replace("index.html", &format!("mapping-{}.html", coverage.mapping.id))
}

/// What a practice relates to, in one mapping.
#[derive(Serialize)]
struct Relates<'a> {
    mapping: &'a Ref,
    framework: &'a FrameworkView,
    levels: &'a [MappedLevel],
}

fn relates<'a>(view: &'a View, practice: &str) -> Vec<Relates<'a>> {
    let one = |mapping: &'a MappingView| {
        let found = mapping.practices.iter().find(|mapped| mapped.practice.id == practice)?;
        Some(Relates { mapping: &mapping.reference, framework: &mapping.framework, levels: &found.levels })
    };
    view.guide.mappings.iter().filter_map(one).collect()
}

/// The pages of a practice with profiles: with each of those that extend it, and with all.
fn layered<'a>(view: &'a View, urls: &'a Urls, practice: &'a PracticeView) -> Vec<Job<'a>> {
    let job = |layer: String| {
        let title = practice
            .overlays
            .iter()
            .find(|overlay| overlay.origin.id == layer)
            .map_or("all profiles", |o| &o.origin.short);
        Job {
            path: urls.path(&urls::layered(&layer, &practice.reference.id)).to_owned(),
            template: "practice.html",
            title: format!("{} with {title}", practice.reference.title),
            summary: practice.reference.summary.clone(),
            here: practice.reference.id.clone(),
            above: practice.crumbs.iter().map(|crumb| crumb.id.clone()).collect(),
            own: Box::new(move || {
                let held: Vec<&str> = match layer.as_str() {
                    urls::ALL => practice.overlays.iter().map(|overlay| overlay.origin.id.as_str()).collect(),
                    one => vec![one],
                };
                let parent = practice.crumbs.last().map(|crumb| crumb.id.as_str());
                vec![
                    value("practice", &with_layers(practice, &held)),
                    value("switches", &switches(practice, Some(&layer))),
                    value("layer", layer.as_str()),
                    value("relates", &relates(view, &practice.reference.id)),
                    value("gone", &None::<()>),
                    value("standings", &Vec::<()>::new()),
                    value("nav_around", &nav::around(view, urls, parent)),
                ]
            }),
        }
    };
    urls::layers_of(practice).into_iter().map(job).collect()
}

/// One of the ways in which a practice can be read.
#[derive(Serialize)]
struct Switch {
    /// The profile, `_all` for all of them, and empty for the base.
    layer: String,
    title: String,
    /// Bullets that it adds.
    adds: usize,
    here: bool,
}

fn switches(practice: &PracticeView, here: Option<&str>) -> Vec<Switch> {
    if practice.overlays.is_empty() {
        return Vec::new();
    }
    let base = Switch { layer: String::new(), title: "Base guide".to_owned(), adds: 0, here: here.is_none() };
    let one = |layer: String| {
        let overlay = practice.overlays.iter().find(|overlay| overlay.origin.id == layer);
        Switch {
            title: overlay.map_or_else(|| "All profiles".to_owned(), |overlay| overlay.origin.short.clone()),
            adds: overlay.map_or_else(|| practice.overlays.iter().map(|o| o.bullets).sum(), |o| o.bullets),
            here: here == Some(layer.as_str()),
            layer,
        }
    };
    std::iter::once(base).chain(urls::layers_of(practice).into_iter().map(one)).collect()
}

/// The assessments that were judged with an overlay.
fn chosen_by<'a>(views: &Views<'a>, overlay: &str) -> Vec<&'a Ref> {
    let all = views.assessments().into_iter();
    all.filter(|a| a.overlays.iter().any(|chosen| chosen.id == overlay)).map(|a| &a.reference).collect()
}

/// The assessments that adopted a target set.
fn adopted_by<'a>(views: &Views<'a>, set: &TargetSetView) -> Vec<&'a Ref> {
    let all = views.assessments().into_iter();
    let adopted = |a: &&AssessmentView| a.target_set.as_ref().is_some_and(|adopted| adopted.id == set.reference.id);
    all.filter(adopted).map(|a| &a.reference).collect()
}

/// The page over all assessments, and one for each subject that was judged more than once.
pub(super) fn portfolio<'a>(portfolio: &'a PortfolioView, trends: &'a [TrendView]) -> Vec<Job<'a>> {
    let mut jobs = vec![Job {
        path: "portfolio.html".to_owned(),
        template: "portfolio.html",
        title: "Portfolio".to_owned(),
        summary: "All subjects and how they stand against their targets".to_owned(),
        here: PORTFOLIO.to_owned(),
        above: Vec::new(),
        own: Box::new(move || vec![value("portfolio", portfolio)]),
    }];
    jobs.extend(trends.iter().map(|trend| Job {
        path: trend.path.clone(),
        template: "trend.html",
        title: format!("{} over time", trend.name),
        summary: format!("Levels and targets of {} from assessment to assessment", trend.name),
        here: format!("{PORTFOLIO}/{}", trend.slug),
        above: Vec::new(),
        own: Box::new(move || vec![value("trend", trend)]),
    }));
    jobs
}

/// All pages but those of assessments of earlier editions.
pub(super) fn jobs<'a>(site: &'a Site<'a>, urls: &'a Urls) -> Vec<Job<'a>> {
    let (view, beside) = (site.views.main(), site.beside);
    let guide = &view.guide;
    let mut jobs = single(site, urls);
    jobs.extend(guide.nodes.iter().map(|node| {
        of(&node.reference, "node.html", &node.crumbs, urls, move || {
            let parts: Vec<&NodeView> = node.children.iter().filter_map(|child| find(view, &child.id)).collect();
            vec![value("node", node), value("parts", &parts)]
        })
    }));
    jobs.extend(guide.practices.iter().map(|practice| base(site, urls, practice)));
    jobs.extend(guide.practices.iter().flat_map(|practice| layered(view, urls, practice)));
    jobs.extend(choices(site, urls));
    jobs.extend(
        guide
            .front
            .iter()
            .chain(&guide.back)
            .map(|page| of(&page.reference, "page.html", &[], urls, move || vec![value("page", page)])),
    );
    jobs.extend(assessments(view, urls));
    jobs.extend(beside.news.iter().map(|news| Job {
        path: news.path(),
        template: "news.html",
        title: news.reference.title.clone(),
        summary: news.reference.summary.clone(),
        here: news.reference.id.clone(),
        above: Vec::new(),
        own: Box::new(move || vec![value("news", news)]),
    }));
    jobs
}

/// The page of a practice as the base guide has it.
fn base<'a>(site: &'a Site<'a>, urls: &'a Urls, practice: &'a PracticeView) -> Job<'a> {
    let (views, view) = (&site.views, site.views.main());
    let parent = practice.crumbs.last().map(|crumb| crumb.id.as_str());
    of(&practice.reference, "practice.html", &practice.crumbs, urls, move || {
        vec![
            value("practice", &with_layers(practice, &[])),
            value("switches", &switches(practice, None)),
            value("layer", ""),
            value("relates", &relates(view, &practice.reference.id)),
            value("gone", &site.beside.lost_bullets.get(&practice.reference.id)),
            value("standings", &standings(views, practice)),
            value("nav_around", &nav::around(view, urls, parent)),
        ]
    })
}

/// The pages of what an assessment chooses or relates to: profiles, mappings, target sets.
fn choices<'a>(site: &'a Site<'a>, urls: &'a Urls) -> Vec<Job<'a>> {
    let (views, view) = (&site.views, site.views.main());
    let guide = &view.guide;
    let mut jobs: Vec<Job> = Vec::new();
    jobs.extend(guide.overlays.iter().map(|overlay| Job {
        path: urls.path(&urls::profile(&overlay.reference.id)).to_owned(),
        template: "profile.html",
        title: overlay.reference.title.clone(),
        summary: overlay.reference.summary.clone(),
        here: urls::profile(&overlay.reference.id),
        above: Vec::new(),
        own: Box::new(move || {
            let judged = chosen_by(views, &overlay.reference.id);
            vec![value("profile", overlay), value("judged", &judged)]
        }),
    }));
    jobs.extend(guide.mappings.iter().map(|mapping| Job {
        path: urls.path(&urls::mapping(&mapping.reference.id)).to_owned(),
        template: "mapping.html",
        title: mapping.reference.title.clone(),
        summary: format!("Which {} and levels relate to {}", rated(view), mapping.framework.name),
        here: urls::mapping(&mapping.reference.id),
        above: Vec::new(),
        own: Box::new(move || {
            // Those of earlier editions, too, whose guides have the mapping, wherever it stands among others there.
            let beside = |a: &'a AssessmentView| {
                let coverage = said(a).find(|coverage| coverage.mapping.id == mapping.reference.id)?;
                Some((&a.reference, &coverage.counts, &a.guide_version))
            };
            let judged: Vec<_> = views.assessments().into_iter().filter(whole).filter_map(beside).collect();
            vec![value("mapping", mapping), value("judged", &judged)]
        }),
    }));
    jobs.extend(guide.target_sets.iter().map(|set| Job {
        path: urls.path(&urls::target_set(&set.reference.id)).to_owned(),
        template: "target-set.html",
        title: set.reference.title.clone(),
        summary: set.reference.summary.clone(),
        here: urls::target_set(&set.reference.id),
        above: Vec::new(),
        own: Box::new(move || {
            let rows: Vec<_> = guide.practices.iter().map(|practice| &practice.reference).zip(&set.targets).collect();
            vec![value("set", set), value("rows", &rows), value("adopted_by", &adopted_by(views, set))]
        }),
    }));
    jobs
}

/// What several of what is rated are called, within a sentence.
fn rated(view: &View) -> String {
    view.guide.tiers.last().map_or("practices".to_owned(), |tier| tier.plural.to_lowercase())
}

/// The pages that are about nothing single.
fn single<'a>(site: &'a Site<'a>, urls: &'a Urls) -> Vec<Job<'a>> {
    let (views, view, beside) = (&site.views, site.views.main(), site.beside);
    let job = |path: &str, template, title: &str, summary: &str, here: &str, own: Own<'a>| Job {
        path: path.to_owned(),
        template,
        title: title.to_owned(),
        summary: summary.to_owned(),
        here: here.to_owned(),
        above: Vec::new(),
        own,
    };
    let (guide, book) = (&view.guide, &view.book);
    let rated = guide.tiers.last().map_or("Practices", |tier| tier.plural.as_str());
    let home = move || {
        let front: Vec<&Ref> = guide.front.iter().map(|page| &page.reference).collect();
        let top: Vec<&Ref> =
            guide.practices.iter().filter(|p| p.crumbs.is_empty()).map(|practice| &practice.reference).collect();
        vec![
            value("front", &front),
            value("nodes", &guide.nodes),
            value("top_practices", &top),
            value("assessments", &cards(views)),
        ]
    };
    let map = move || vec![value("practices", &objectives(view))];
    let everything = move || vec![value("all_nodes", &nav::whole_tree(view, urls))];
    let plain = || -> Own<'a> { Box::new(Vec::new) };
    let mut jobs = vec![
        job("index.html", "home.html", &book.title, &book.subtitle, "home", Box::new(home)),
        job("map.html", "map.html", "Model map", &format!("{rated} by levels"), "map", Box::new(map)),
        job("search.html", "search.html", "Search", "Search the guide and its assessments", "search", plain()),
        job("sitemap.html", "sitemap.html", "All pages", "Every page of this site", "sitemap", Box::new(everything)),
        job("404.html", "404.html", "Page not found", "", "404", plain()),
    ];
    if let Some(impact) = &beside.impact {
        let (title, summary) = ("Impact", "What the changes of the guide do to its assessments");
        let own = move || vec![value("impact", impact)];
        jobs.push(job("impact.html", "impact.html", title, summary, "impact", Box::new(own)));
    }
    if !guide.overlays.is_empty() {
        let (title, summary) = ("Profiles", "What the guide adds for an industry, a system or a use");
        let own = move || vec![value("profiles", &guide.overlays)];
        jobs.push(job("profiles/index.html", "profiles.html", title, summary, "profiles", Box::new(own)));
    }
    if !guide.mappings.is_empty() {
        let title = "Mappings";
        let summary =
            &format!("Which {} and levels relate to which requirements of other standards", self::rated(view));
        let own = move || vec![value("mappings", &guide.mappings)];
        jobs.push(job("mappings/index.html", "mappings.html", title, summary, "mappings", Box::new(own)));
    }
    if !guide.target_sets.is_empty() {
        let (title, summary) = ("Target sets", "Targets for classes of systems, side by side");
        let own = move || vec![value("sets", &guide.target_sets), value("rows", &compare::rows(guide, None))];
        jobs.push(job("targets/index.html", "target-sets.html", title, summary, "target-sets", Box::new(own)));
    }
    if !views.assessments().is_empty() {
        let list = move || vec![value("assessments", &cards(views))];
        let (title, summary) = ("Assessments", "What was judged, and how it stands");
        jobs.push(job("assessments/index.html", "assessments.html", title, summary, "assessments", Box::new(list)));
    }
    jobs
}

fn of<'a>(
    reference: &Ref,
    template: &'static str,
    crumbs: &[Ref],
    urls: &Urls,
    own: impl Fn() -> Vec<(&'static str, Value)> + Send + Sync + 'a,
) -> Job<'a> {
    Job {
        path: urls.path(&reference.id).to_owned(),
        template,
        title: reference.title.clone(),
        summary: reference.summary.clone(),
        here: reference.id.clone(),
        above: crumbs.iter().map(|crumb| crumb.id.clone()).collect(),
        own: Box::new(own),
    }
}

fn value<T: Serialize + ?Sized>(name: &'static str, value: &T) -> (&'static str, Value) {
    (name, Value::from_serializable(value))
}

fn find<'a>(view: &'a View, id: &str) -> Option<&'a NodeView> {
    view.guide.nodes.iter().find(|node| node.reference.id == id)
}

/// A practice on the map: one cell for each level of the model above 0, with the words of the table's first prose.
#[derive(Serialize)]
struct MapRow<'a> {
    #[serde(flatten)]
    reference: &'a Ref,
    crumbs: &'a [Ref],
    cells: Vec<MapCell<'a>>,
}

#[derive(Serialize)]
struct MapCell<'a> {
    level: &'a LevelView,
    /// `None` where the practice has no column for the level.
    text: Option<String>,
}

fn objectives(view: &View) -> Vec<MapRow<'_>> {
    let rows = view.guide.practices.iter().map(|practice| {
        let prose = practice.rows.iter().find(|row| row.aspect.prose);
        let text = |level: &LevelView| {
            let column = practice.levels.iter().position(|own| own.number == level.number)?;
            let doc = prose.and_then(|row| row.cells.get(column)).and_then(|cell| cell.prose.as_ref());
            Some(match doc {
                Some(doc) => doc.plain().split_whitespace().collect::<Vec<_>>().join(" "),
                None => bullets_at(practice, column),
            })
        };
        let levels = view.guide.levels.iter().filter(|level| level.number > 0);
        let cells = levels.map(|level| MapCell { level, text: text(level) }).collect();
        MapRow { reference: &practice.reference, crumbs: &practice.crumbs, cells }
    });
    rows.collect()
}

/// What a level holds in a table without prose: the words of its bullets, those that are answered first.
fn bullets_at(practice: &PracticeView, column: usize) -> String {
    let mut rows: Vec<_> = practice.rows.iter().collect();
    rows.sort_by_key(|row| !row.aspect.rated);
    let bullets = rows.iter().filter_map(|row| row.cells.get(column)).flat_map(|cell| &cell.bullets);
    let words: Vec<String> = bullets.map(|bullet| plain(&bullet.body).trim().to_owned()).collect();
    words.join(" · ")
}

/// How one assessment sees a practice: a row of the table on its page.
#[derive(Serialize)]
struct StandingRow<'a> {
    assessment: &'a Ref,
    date: &'a DateView,
    text: &'a str,
    detail: Detail,
    state: OutcomeKind,
    scope: &'a Option<ScopeView>,
    target: &'a Option<TargetView>,
    verdict: &'a VerdictView,
}

fn standings<'a>(views: &Views<'a>, practice: &PracticeView) -> Vec<StandingRow<'a>> {
    let own = |assessment: &'a AssessmentView| {
        let result = assessment.results.iter().find(|result| result.practice.id == practice.reference.id)?;
        Some(StandingRow {
            assessment: &assessment.reference,
            date: &assessment.date,
            text: &result.text,
            detail: assessment.detail,
            state: result.state,
            scope: &result.scope,
            target: &result.target,
            verdict: &result.verdict,
        })
    };
    views.assessments().into_iter().filter_map(own).collect()
}

/// An assessment on the pages that list them.
#[derive(Serialize)]
struct Card<'a> {
    #[serde(flatten)]
    reference: &'a Ref,
    date: &'a DateView,
    subject: &'a SubjectView,
    detail: Detail,
    method: &'static str,
    marking: &'a Option<String>,
    status: &'a StatusView,
    completeness: &'a Completeness,
    verdicts: &'a [VerdictCount],
    heat: &'a Chart,
}

fn cards<'a>(views: &Views<'a>) -> Vec<Card<'a>> {
    let cards = views.assessments().into_iter().map(|assessment| Card {
        reference: &assessment.reference,
        date: &assessment.date,
        subject: &assessment.subject,
        detail: assessment.detail,
        method: assessment.engagement.method_name,
        marking: &assessment.marking,
        status: &assessment.status,
        completeness: &assessment.completeness,
        verdicts: &assessment.verdicts,
        heat: &assessment.heat,
    });
    cards.collect()
}
