//! Tests of the PDFs: that they are what the standards ask for, hold together on the page, and never read text as code.

mod documents;
mod frames;
mod markdown;
mod sample;
mod texts;
