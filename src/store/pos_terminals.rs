//! Configured POS terminals, and their printed slips.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::ids::{PosTerminalKey, TransactionId};
use crate::domain::pos_terminal::PosTerminal;

impl Store {
    /// Stores a configuration. It never changes: a new one gets its own key.
    pub async fn insert_pos_terminal(
        &self,
        key: PosTerminalKey,
        terminal: &PosTerminal,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO pos_terminal
             (pos_terminal_key, organization_name, organization_idno, office_address, organization_service, counter,
              terminal_id, vendor_name, intended_ip, configured_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(key.to_string())
        .bind(terminal.organization_name.as_str())
        .bind(terminal.organization_idno.as_str())
        .bind(terminal.office_address.as_str())
        .bind(terminal.organization_service.as_deref())
        .bind(terminal.counter.as_deref())
        .bind(terminal.terminal_id.as_str())
        .bind(terminal.vendor_name.as_str())
        .bind(terminal.intended_ip.to_string())
        .bind(now.as_millisecond())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The configuration with this key.
    pub async fn pos_terminal(&self, key: PosTerminalKey) -> Result<Option<PosTerminal>, StoreError> {
        let row = sqlx::query(
            "SELECT organization_name, organization_idno, office_address, organization_service, counter, terminal_id,
                    vendor_name, intended_ip
             FROM pos_terminal WHERE pos_terminal_key = $1",
        )
        .bind(key.to_string())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| read_pos_terminal(&row)).transpose()
    }

    /// Records that a transaction's slip was printed again; the first time counts.
    pub async fn slip_is_printed(&self, id: TransactionId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE payment_provider_transaction SET slip_printed_at = $1
             WHERE transaction_id = $2 AND slip_printed_at IS NULL",
        )
        .bind(now.as_millisecond())
        .bind(id.to_string())
        .execute(&self.write)
        .await?;
        Ok(())
    }
}

fn read_pos_terminal(row: &AnyRow) -> Result<PosTerminal, StoreError> {
    let row = TableRow::of("pos_terminal", row);
    Ok(PosTerminal {
        organization_name: row.get("organization_name")?,
        organization_idno: row.get("organization_idno")?,
        office_address: row.get("office_address")?,
        organization_service: row.get("organization_service")?,
        counter: row.get("counter")?,
        terminal_id: row.get("terminal_id")?,
        vendor_name: row.get("vendor_name")?,
        intended_ip: row.parse("intended_ip", |text| text.parse().ok())?,
    })
}
