//! Tests of the PDFs.
