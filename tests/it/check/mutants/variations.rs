//! Mutants of other families.

use super::Mutant;

pub const MUTANTS: &[Mutant] = &[];
