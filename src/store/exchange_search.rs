//! The values that the filters of exchanges offer, and the words of the exchanges that a search has found.

use std::collections::BTreeSet;

use sqlx::any::AnyRow;

use super::conditions::Found;
use super::exchange_list::{ExchangeFilter, columns, conditions_of_position};
use super::position::Position;
use super::row::TableRow;
use super::values::Value;
use super::{Store, StoreError};

/// The number of exchanges, latest first, whose values are offered.
const LOOKED_AT: i64 = 500;
/// The maximum number of values offered.
const OFFERED: usize = 60;
/// Longer outcomes are not offered.
const LONGEST: usize = 160;

/// The number of exchanges that a search reads before it asks the index.
const READ_FIRST: i64 = 2000;

/// The values that occur in the latest exchanges, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occurring {
    /// The names of the rules of their findings.
    pub rules: Vec<String>,
    /// The names of the scenarios that were applied.
    pub scenarios: Vec<String>,
    /// Their outcomes, as displayed.
    pub outcomes: Vec<String>,
}

impl Store {
    /// The exchanges with the filter's words. The index finds all of them before the first ones are known, so some are read
    /// first: there a common text is found often enough, and a rare one is soon found by the index.
    pub(super) async fn search_exchanges(
        &self,
        filter: &ExchangeFilter,
        position: &Position<i64>,
        limit: i64,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let (columns, order) = (columns(), position.order());
        let mut conditions = conditions_of_position(position);
        let end = format!(
            "(SELECT exchange_id FROM exchange {} ORDER BY exchange_id {order} LIMIT 1 OFFSET {READ_FIRST})",
            conditions.clause()
        );
        conditions.constant(match position {
            Position::After(_) => format!("exchange_id < COALESCE({end}, {})", i64::MAX),
            Position::Latest | Position::Before(_) => format!("exchange_id > COALESCE({end}, 0)"),
        });
        filter.add_to(&mut conditions, self.engine, Found::InRows);
        let sql = format!(
            "SELECT {columns} FROM exchange {} ORDER BY exchange_id {order} LIMIT {limit}",
            conditions.clause()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        if i64::try_from(rows.len()) == Ok(limit) {
            return Ok(rows);
        }
        let mut conditions = conditions_of_position(position);
        filter.add_to(&mut conditions, self.engine, Found::ByIndex);
        // Without MATERIALIZED the limit lets PostgreSQL walk along the numbers and read each row.
        let sql = format!(
            "WITH found AS MATERIALIZED (SELECT exchange_id FROM exchange {})
             SELECT {columns} FROM exchange
             WHERE exchange_id IN (SELECT exchange_id FROM found ORDER BY exchange_id {order} LIMIT {limit})
             ORDER BY exchange_id {order}",
            conditions.clause()
        );
        Ok(conditions.query(sql).fetch_all(&self.read).await?)
    }

    /// The values that occur in the latest exchanges.
    pub async fn occurring_in_exchanges(&self) -> Result<Occurring, StoreError> {
        let sql = format!(
            "SELECT findings, scenario, COALESCE(stage || ': ', '') || outcome AS line
             FROM exchange ORDER BY exchange_id DESC LIMIT {LOOKED_AT}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&self.read).await?;
        let (mut rules, mut scenarios, mut outcomes) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row in &rows {
            let row = TableRow::of("exchange", row);
            // Names of rules need no escapes in JSON, and quotation marks of texts have one.
            let findings: String = row.get("findings")?;
            let named = findings.split("\"rule\":\"").skip(1).filter_map(|rest| rest.split('"').next());
            rules.extend(named.map(str::to_owned));
            scenarios.extend(row.get::<Option<String>>("scenario")?);
            // A choice is plain text, so a line with code between back-ticks cannot be shown as one.
            let line: String = row.get("line")?;
            outcomes.extend(Some(line).filter(|line| line.chars().count() <= LONGEST && !line.contains('`')));
        }
        let first = |values: BTreeSet<String>| values.into_iter().take(OFFERED).collect();
        Ok(Occurring { rules: first(rules), scenarios: first(scenarios), outcomes: first(outcomes) })
    }

    /// The words by which these exchanges are found.
    pub async fn words_of_exchanges(&self, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
        let sql =
            format!("SELECT exchange_id, words FROM exchange WHERE exchange_id IN ({})", places.join(", "));
        let query =
            Value::bind_all(sqlx::query(sqlx::AssertSqlSafe(sql)), ids.iter().map(|id| Value::from(*id)));
        let rows = query.fetch_all(&self.read).await?;
        let words = |row| {
            let row = TableRow::of("exchange", row);
            Ok((row.get("exchange_id")?, row.get("words")?))
        };
        rows.iter().map(words).collect()
    }
}
