//! For tests only: stops at the n-th operation on the disk, as a kill or as an error of the system.

use std::cell::Cell;
use std::io;

/// What happens at the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The process is gone: nothing after it happens, cleaning up neither.
    Kill,
    /// The system refuses this once; the program goes on.
    Refuse(io::ErrorKind),
}

thread_local! {
    static PLAN: Cell<Option<(usize, Fault)>> = const { Cell::new(None) };
    static DEAD: Cell<bool> = const { Cell::new(false) };
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static NO_EXCHANGE: Cell<bool> = const { Cell::new(false) };
}

/// Lets the operation with this number (from 0) go wrong, until [`clear`].
pub(super) fn plan(number: usize, fault: Fault) {
    clear();
    PLAN.set(Some((number, fault)));
}

/// Back to a machine without faults; gives how many operations there were since the plan.
pub(super) fn clear() -> usize {
    PLAN.set(None);
    DEAD.set(false);
    COUNT.replace(0)
}

/// A system that can't exchange.
pub(super) fn set_no_exchange(missing: bool) {
    NO_EXCHANGE.set(missing);
}

pub(super) fn no_exchange() -> bool {
    NO_EXCHANGE.get()
}

pub(super) fn step() -> io::Result<()> {
    if DEAD.get() {
        return Err(io::Error::other("killed"));
    }
    let count = COUNT.replace(COUNT.get() + 1);
    match PLAN.get() {
        Some((number, Fault::Kill)) if number == count => {
            DEAD.set(true);
            Err(io::Error::other("killed"))
        }
        Some((number, Fault::Refuse(kind))) if number == count => Err(io::Error::from(kind)),
        _ => Ok(()),
    }
}
