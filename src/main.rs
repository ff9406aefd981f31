//! The binary: see [`levelbook::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    levelbook::cli::run(std::env::args_os())
}
