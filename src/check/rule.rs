//! A rule: what it checks, why, by which source, what it needs, and how it judges.

use std::borrow::Cow;
use std::pin::Pin;
use std::time::Duration;

use super::family::Family;
use super::first_call::FirstCall;
use super::trial::Trial;
use super::verdict::Verdict;
use crate::domain::finding;
use crate::domain::order::OrderDetails;
use crate::domain::scenario::Scenario;
use crate::soap::Operation;

/// A text of the table, or made from a scenario.
pub type Text = Cow<'static, str>;

/// One rule of the check.
#[derive(Debug)]
pub struct Rule {
    /// The family.
    pub family: Family,
    /// The place in its family, from 1. It may change between versions; the name does not.
    pub number: usize,
    /// The stable name, unique in its family.
    pub name: Text,
    /// The requirement, as a sentence.
    pub checks: Text,
    /// The headline where the rule is broken, without a full stop: `It takes a confirmation without a signature`.
    pub failed: Text,
    /// Why it matters.
    pub why: Text,
    /// How to mend it.
    pub mend: Text,
    /// The source: guide, WSDL, RFC, W3C or OASIS section, OWASP.
    pub source: Text,
    /// Of a lawful variation: whether MPay sends it.
    pub mark: Option<Mark>,
    /// The needs of the rule.
    pub needs: Needs,
    /// How it judges.
    pub judge: Judge,
}

/// How it is known that a lawful variation may come from MPay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Any network may cause it, at every sender.
    Network,
    /// MPay's guide has it, in a sample or in its text.
    Guide,
    /// The standard allows it. A refusal is a warning at most.
    Standard,
    /// A standard binds senders to another form, and some do not keep to it. A refusal is lawful, and a warning at most.
    Lax,
}

/// The needs of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// The order.
    pub order: Wanted,
    /// The reason why an order does not do; orders that do not are left for other rules.
    pub fits: fn(&OrderDetails) -> Result<(), &'static str>,
    /// How long the rule waits; it runs with `--patient` alone.
    pub patient: Option<Duration>,
    /// True where nothing else may run beside it.
    pub alone: bool,
}

/// The order that a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// None.
    Nothing,
    /// One that exists, paid or not, which the rule leaves as it is.
    Known,
    /// One that may be paid, which the rule is meant to leave as it is: it goes back for other rules.
    Lent,
    /// This number of orders that may be paid, and are used up.
    Fresh(usize),
}

/// The future of a verdict. An `Err` is a verdict as well: it ends the rule early, so that `?` can be used.
pub type Judging<'t> = Pin<Box<dyn Future<Output = Result<Verdict, Verdict>> + Send + 't>>;

/// How a rule judges.
#[derive(Clone, Copy)]
pub enum Judge {
    /// By the findings of these rules about the replies to all honest calls of the run: an error fails, a warning warns.
    Replies(&'static [&'static finding::Rule]),
    /// By the first call.
    First(fn(&FirstCall) -> Verdict),
    /// By the answer to a call under this scenario.
    Scenario(&'static Scenario, Operation),
    /// By calls of its own.
    Calls(for<'t> fn(&'t Trial) -> Judging<'t>),
    /// By all honest calls so far, to which it may add one.
    SoFar(for<'t> fn(&'t Trial) -> Judging<'t>),
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Replies(_) => "Replies",
            Self::First(_) => "First",
            Self::Scenario(..) => "Scenario",
            Self::Calls(_) => "Calls",
            Self::SoFar(_) => "SoFar",
        })
    }
}

impl Rule {
    /// The id with the number: `refuse/1`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.family.name(), self.number)
    }

    /// The id with the name, which stays the same in later versions: `refuse/unsigned`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.family.name(), self.name)
    }

    /// True where this word of `--only` or `--skip` means the rule: its family, its id, its key, its name, or its scenario.
    pub fn is_meant_by(&self, word: &str) -> bool {
        let scenario = match self.judge {
            Judge::Scenario(scenario, _) => scenario.name,
            _ => "",
        };
        word == self.family.name()
            || word == self.id()
            || word == self.key()
            || word == self.name
            || word == scenario
    }

    /// Its needs in words; empty where it has none.
    pub fn takes(&self) -> String {
        let order = match self.needs.order {
            Wanted::Nothing => None,
            Wanted::Known => Some("an order".to_owned()),
            Wanted::Lent => Some("an order that may be paid".to_owned()),
            Wanted::Fresh(1) => Some("an order that it pays".to_owned()),
            Wanted::Fresh(count) => Some(format!("{count} orders that it pays")),
        };
        let wait = self.needs.patient.map(|wait| format!("{} s of waiting (`--patient`)", wait.as_secs()));
        [order, wait].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// How it judges, in words.
    pub fn judges(&self) -> &'static str {
        match (self.judge, self.needs.order) {
            (Judge::Replies(_), _) if self.family == Family::Doctor => "by the findings about the first call",
            (Judge::Replies(_), _) => "by the findings about the replies to all honest calls of the run",
            (Judge::First(_), _) => "by the first call",
            (Judge::Scenario(..), Wanted::Lent) => {
                "a refusal counts where the honest confirmation of the same order is accepted; after an answer without a \
                 fault GetOrderDetails shows whether the books changed"
            }
            (Judge::Scenario(..), _) => "a refusal counts where the honest call beside it is accepted",
            (Judge::Calls(_), _) => "by the answers to calls of its own",
            (Judge::SoFar(_), _) => "by all honest calls of the run so far",
        }
    }
}

impl Mark {
    /// True where a refusal is a warning at most.
    pub fn warns_at_most(self) -> bool {
        matches!(self, Self::Standard | Self::Lax)
    }

    /// The mark in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Network => "caused by any network",
            Self::Guide => "in MPay's guide",
            Self::Standard => "allowed by the standard",
            Self::Lax => "against the rules for senders, though some send it",
        }
    }
}

impl Needs {
    /// No order.
    pub const NOTHING: Self = Self { order: Wanted::Nothing, fits: any, patient: None, alone: false };
    /// An order that exists.
    pub const KNOWN: Self = Self { order: Wanted::Known, ..Self::NOTHING };
    /// An order that may be paid, and is left as it is.
    pub const LENT: Self = Self { order: Wanted::Lent, ..Self::NOTHING };
    /// An order that is paid by the rule.
    pub const FRESH: Self = Self::fresh(1);

    /// This number of orders, which the rule pays.
    pub const fn fresh(count: usize) -> Self {
        Self { order: Wanted::Fresh(count), ..Self::NOTHING }
    }

    /// Orders that this function does not refuse.
    pub const fn fitting(mut self, fits: fn(&OrderDetails) -> Result<(), &'static str>) -> Self {
        self.fits = fits;
        self
    }

    /// The rule waits this number of seconds.
    pub const fn waiting(mut self, seconds: u64) -> Self {
        self.patient = Some(Duration::from_secs(seconds));
        self
    }

    /// Nothing else runs beside the rule.
    pub const fn alone(mut self) -> Self {
        self.alone = true;
        self
    }
}

fn any(_: &OrderDetails) -> Result<(), &'static str> {
    Ok(())
}

/// Makes the rules of a family from a table. Each has one of `calls(function)`, `so_far(function)`, `first(function)` and
/// `replies(&[&RULE, …])`, and a lawful variation has its `mark`.
macro_rules! rules {
    ($family:ident: $($name:literal $needs:expr, $(mark $mark:ident,)? $(calls($calls:path))? $(so_far($so_far:path))? $(first($first:path))? $(replies($replies:expr))?;
        checks $checks:literal
        failed $failed:literal
        why $why:literal
        mend $mend:literal
        source $source:literal;)*) => {
        vec![$($crate::check::rule::Rule {
            family: $crate::check::family::Family::$family,
            number: 0,
            name: $name.into(),
            checks: $checks.into(),
            failed: $failed.into(),
            why: $why.into(),
            mend: $mend.into(),
            source: $source.into(),
            mark: None$(.or(Some($crate::check::rule::Mark::$mark)))?,
            needs: $needs,
            judge: {
                $($crate::check::rule::Judge::Calls(|trial| Box::pin($calls(trial))))?
                $($crate::check::rule::Judge::SoFar(|trial| Box::pin($so_far(trial))))?
                $($crate::check::rule::Judge::First($first))?
                $({
                    static OF: &[&$crate::domain::finding::Rule] = $replies;
                    $crate::check::rule::Judge::Replies(OF)
                })?
            },
        }),*]
    };
}
pub(super) use rules;
