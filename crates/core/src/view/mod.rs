//! What a reader sees: pages, scorecards and charts, ready to be laid out.
//!
//! Takes a [`crate::model::Book`] and the standing of its assessments; gives a [`View`], the contract with themes: a
//! theme sees nothing else, and its JSON is the theme author's documentation. It knows neither HTML nor Typst; prose
//! is the tree of [`crate::markup`], charts are SVG drawings with a text equivalent.
//!
//! Dates are [`DateView`]s, long plain texts are lists of paragraphs, and every reference is a [`Ref`] by id: where an
//! id lives (a file name, a PDF label) is the writer's matter.

mod assessment;
mod brief;
mod build;
mod chart;
mod facts;
mod guide;
pub mod mapping;
pub mod names;
pub mod news;
mod overlay;
mod parts;
pub mod portfolio;
mod refs;
mod result;
pub mod sign_off;
mod types;
mod words;

pub use brief::GuideBrief;
pub use build::build;
pub use chart::{Against, ChartRow, ChartScale, Distance, Place, RowState, dumbbell, heat_strip, radar};
pub use facts::Facts;
pub use overlay::with_layers;
pub use types::assessment::{AssessmentView, ChosenView, ContextView, CoversView};
pub use types::book::{BookView, CommitView, View};
pub use types::course::{ChangeView, PreviousView};
pub use types::engagement::{EngagementView, ExclusionView, MemberView, SubjectView};
pub use types::guide::{GuideView, HeadingView, NodeView, PageView};
pub use types::news::{
    ImpactAnswer, ImpactAssessment, ImpactView, NewsBullet, NewsCount, NewsPractice, NewsText, NewsView, PieceView,
};
pub use types::overlay::{OverlayPracticeView, OverlayView, QuestionView};
pub use types::practice::{
    BulletView, CellView, DependencyView, FieldKind, FieldView, GoneView, OriginView, PracticeOverlayView,
    PracticeView, RowView, TrackView,
};
pub use types::record::{ArchivedView, EvidenceView, PhaseView, RevisionView, RoadmapView};
pub use types::refs::{Chart, DateView, Kind, Ref};
pub use types::result::{
    FindingView, IndicatorView, LayerResult, ResultView, RollupView, TraceLevel, VerdictCount, VerdictView, WaiverView,
};
pub use types::scale::{AnswerView, AspectView, LevelView, ScaleView, ScopeView, ScoreView, TierView, TrackWordsView};
pub use types::sign_off::{SignOffState, SignatureView, SignedView, StatusView};
pub use types::target::{AdoptedView, LateTargetView, SetTargetView, TargetSetView, TargetView, TargetsView};
pub use words::date;
