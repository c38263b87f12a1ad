//! Services whose e-Service does not answer, according to the stored exchanges.

use jiff::Timestamp;

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::ids::ServiceId;

/// The latest exchange of each service, if no reply came, or only a proxy's: 502, 503, 504. A fault, even with status 500,
/// is an answer.
const UNANSWERED: &str = "WITH service (service_id) AS (VALUES {services})
    SELECT latest.service_id, latest.started_at FROM service
    JOIN exchange AS latest ON latest.exchange_id =
        (SELECT MAX(exchange_id) FROM exchange WHERE exchange.service_id = service.service_id)
    WHERE latest.http_status IS NULL OR latest.http_status IN (502, 503, 504)";

impl Store {
    /// The services whose latest stored exchange was not answered, with its time.
    pub async fn silent_services(
        &self,
        services: impl Iterator<Item = &ServiceId>,
    ) -> Result<Vec<(ServiceId, Timestamp)>, StoreError> {
        let ids: Vec<&str> = services.map(ServiceId::as_str).collect();
        if ids.is_empty() {
            return Ok(vec![]);
        }
        // Only the parameters' numbers are written into the statement.
        let mut query = sqlx::query(sqlx::AssertSqlSafe(Self::silent_services_statement(ids.len())));
        for id in ids {
            query = query.bind(id);
        }
        let rows = query.fetch_all(&self.read).await?;
        let read = |row| {
            let row = TableRow::of("exchange", row);
            Ok((row.parse("service_id", |text| ServiceId::parse(text).ok())?, row.time("started_at")?))
        };
        rows.iter().map(read).collect()
    }

    /// The statement for this number of services, with a parameter for each.
    pub fn silent_services_statement(services: usize) -> String {
        let parameters: Vec<String> = (1..=services).map(|number| format!("(${number})")).collect();
        UNANSWERED.replace("{services}", &parameters.join(", "))
    }
}
