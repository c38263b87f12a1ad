//! Causes and remedies of database failures.

use std::io;

use sqlx::Error;

/// A cause that an operator can remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing more can be written: the disk, or the quota of file or database, is full.
    Full,
    /// The database takes no writes.
    ReadOnly,
    /// Reading or writing the file failed.
    Unreadable,
    /// The file is not a database, or is damaged.
    Damaged,
    /// Nothing listens at the address, or the connection broke.
    Unreachable,
    /// It did not answer in time.
    Late,
    /// The server has no connection left.
    TooManyConnections,
    /// User name or password were refused, or there is no such database.
    Refused,
    /// Another program has locked it.
    Locked,
}

impl Trouble {
    /// The cause of this failure; `None` if an operator cannot remove it.
    pub fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Database(error) => Self::of_code(&error.code()?, error.message()),
            Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Some(Self::Late),
            Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::WorkerCrashed => {
                Some(Self::Unreachable)
            }
            _ => None,
        }
    }

    fn of_code(code: &str, message: &str) -> Option<Self> {
        // Five characters are PostgreSQL's SQLSTATE; SQLite has numbers, whose lowest eight bits are the primary code.
        // https://www.postgresql.org/docs/current/errcodes-appendix.html, https://www.sqlite.org/rescode.html
        if let Some(code) = code.parse::<i64>().ok().filter(|_| code.len() < 5) {
            return match code & 0xff {
                5 | 6 => Some(Self::Locked),
                8 => Some(Self::ReadOnly),
                10 => Some(Self::Unreadable),
                13 => Some(Self::Full),
                11 | 26 => Some(Self::Damaged),
                14 => Some(Self::Refused),
                _ => None,
            };
        }
        match code {
            "53100" => Some(Self::Full),
            // A file that cannot grow also gives an I/O error.
            "58030" if message.contains("No space left") => Some(Self::Full),
            "58030" => Some(Self::Unreadable),
            "25006" => Some(Self::ReadOnly),
            "53300" => Some(Self::TooManyConnections),
            "XX001" | "XX002" => Some(Self::Damaged),
            "55P03" => Some(Self::Locked),
            "57014" | "25P03" => Some(Self::Late),
            "3D000" | "28000" | "28P01" | "42501" => Some(Self::Refused),
            _ if code.starts_with("57P") || code.starts_with("08") => Some(Self::Unreachable),
            _ => None,
        }
    }

    /// The remedy, as the rest of a sentence.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Full => "free space on the database's disk; the hub goes on by itself",
            Self::ReadOnly => {
                "make the database writable (permissions of the file and its folder, or the server's standby and default_transaction_read_only); the hub goes on by itself"
            }
            Self::Unreadable => {
                "free space on the database's disk, raise the limit on the size of files, or look into the system's log for errors of the disk; the hub goes on by itself"
            }
            Self::Damaged => {
                "stop the hub, and put a backup in its place or take the file away: the hub makes a new one"
            }
            Self::Unreachable => {
                "start the database server, or correct database_url; the hub goes on by itself"
            }
            Self::Late => {
                "look whether the database server and the network to it are overloaded; the hub goes on by itself"
            }
            Self::TooManyConnections => {
                "raise max_connections of the database server, or stop other programs that use it: a hub takes up to 10 connections"
            }
            Self::Refused => "correct database_url, or what its user may do",
            Self::Locked => "end the program that holds the lock; the hub goes on by itself",
        }
    }

    /// True if a retry may succeed soon without any action: the server is starting, or has no free connection.
    pub fn may_pass(self, error: &Error) -> bool {
        match self {
            Self::TooManyConnections | Self::Locked => true,
            Self::Unreachable => match error {
                Error::Io(error) => error.kind() == io::ErrorKind::ConnectionRefused,
                Error::Database(_) => true,
                _ => false,
            },
            _ => false,
        }
    }
}

/// True if the connection is still usable after this error: the database answered that it refused the statement, and
/// neither file nor connection is in doubt.
pub fn leaves_connection_usable(error: &Error) -> bool {
    match error {
        // A connection to a database that became read-only stays so, even when the cause is removed.
        Error::Database(_) => matches!(Trouble::of(error), None | Some(Trouble::Locked | Trouble::Refused)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_engines_name_the_cause() {
        for (code, message, trouble) in [
            ("13", "database or disk is full", Some(Trouble::Full)),
            ("778", "disk I/O error", Some(Trouble::Unreadable)),
            ("1032", "attempt to write a readonly database", Some(Trouble::ReadOnly)),
            ("26", "file is not a database", Some(Trouble::Damaged)),
            ("517", "database is locked", Some(Trouble::Locked)),
            ("787", "FOREIGN KEY constraint failed", None),
            ("53100", "could not extend file", Some(Trouble::Full)),
            ("58030", "could not write: No space left on device", Some(Trouble::Full)),
            ("57P03", "the database system is starting up", Some(Trouble::Unreachable)),
            ("53300", "sorry, too many clients already", Some(Trouble::TooManyConnections)),
            ("23503", "violates foreign key constraint", None),
            ("40P01", "deadlock detected", None),
        ] {
            assert_eq!(Trouble::of_code(code, message), trouble, "{code}");
        }
    }
}
