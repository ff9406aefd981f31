//! The types that a theme sees, by what they describe: the data and its comments, without how they are put together.
//!
//! They are the reference for themes, and stand below all files that build them, so that any of those can name any type.

pub mod assessment;
pub mod book;
pub mod course;
pub mod engagement;
pub mod guide;
pub mod mapping;
pub mod news;
pub mod overlay;
pub mod portfolio;
pub mod practice;
pub mod record;
pub mod refs;
pub mod result;
pub mod scale;
pub mod sign_off;
pub mod target;
pub mod timing;
