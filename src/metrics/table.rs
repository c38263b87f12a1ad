//! Every metric of `/metrics`. Names, base units and help texts follow Prometheus' conventions, and its standard names
//! (`process_…`) are used.

use super::description::descriptions;

const SERVICE: &str =
    "the ServiceID of a registered service; `other` for unregistered ones and beyond a hundred services";
const GROUP: &str = "who calls: `payer`, `counter`, `payment_provider`, `e_service`, `control`, `wait`, `console`, `operations` or `static`; `none` where there is no such address";
const METHOD: &str = "`GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`, `OPTIONS` or `other`";
const STATUS_CLASS: &str = "the class of the answer's status: `1xx` to `5xx`";
const OPERATION: &str = "`GetOrderDetails` or `ConfirmOrderPayment`";
const WAITING: &str = "`Pending`, `InFlight`, `Halted` or `GaveUp`";
const INSTRUMENT: &str = "the instrument's short name, such as `card-demo-1`";
const POOL: &str = "`read` and `write` on SQLite, `all` on PostgreSQL";

descriptions! {
    HTTP_REQUESTS "mpay_sim_http_requests_total" Counter Process
        "HTTP requests that were answered"
        [
            "group" GROUP,
            "route" "the pattern of the address, such as `/pay/{session}`; `none` where there is no such address",
            "method" METHOD,
            "status" STATUS_CLASS,
        ];
    HTTP_SECONDS "mpay_sim_http_request_duration_seconds" Histogram Process
        "Time from the head of an HTTP request to its answer, without the sending of the answer's body. Calls that wait for something to happen, and streams of events, are the group `wait`"
        ["group" GROUP, "method" METHOD, "status" STATUS_CLASS];
    EXCHANGES "mpay_sim_soap_exchanges_total" Counter Process
        "SOAP calls to e-Services that have ended, those that a scenario disturbs on purpose included"
        [
            "service" SERVICE,
            "operation" OPERATION,
            "outcome" "`understood`, `fault`, `timed_out` or `failed`",
            "stage" "where it failed: `request`, `dns`, `connect`, `tls`, `http`, `envelope`, `signature`, `contract` or `business`; `none` where it did not",
        ];
    EXCHANGE_SECONDS "mpay_sim_soap_exchange_duration_seconds" Histogram Process
        "Time from the sending of a SOAP request until its reply was read or given up, on-purpose delays included"
        ["service" SERVICE, "operation" OPERATION];
    FINDINGS "mpay_sim_findings_total" Counter Process
        "Findings about SOAP exchanges"
        ["rule" "the rule's name in docs/FINDINGS.md", "severity" "`note`, `warning` or `error`"];
    ATTEMPTS "mpay_sim_confirmation_attempts_total" Counter Process
        "Attempts to confirm a payment whose outcome was recorded"
        [
            "service" SERVICE,
            "outcome" "`accepted`, `not_sent`, `no_connection`, `timed_out`, `no_reply`, `http_status`, `not_soap`, `fault`, `signature`, `contract`, `not_counted` or `interrupted`",
            "cause" "`scheduled`, `manual`, `duplicate` or `scenario`",
        ];
    CONFIRMATIONS "mpay_sim_confirmations_waiting" Gauge Database
        "Confirmations that no e-Service has accepted yet"
        ["service" SERVICE, "status" WAITING];
    CONFIRMATION_AGE "mpay_sim_confirmations_oldest_age_seconds" Gauge Database
        "Since when the oldest of these confirmations waits, by the hub's clock, which may be moved; 0 where none waits"
        ["service" SERVICE, "status" WAITING];
    PAYMENTS_STARTED "mpay_sim_payments_started_total" Counter Process
        "Payments for which a payer chose an instrument"
        ["instrument" INSTRUMENT];
    PAYMENTS_ENDED "mpay_sim_payments_ended_total" Counter Process
        "Payments that were decided"
        [
            "instrument" INSTRUMENT,
            "status" "`Authorized`, `Declined`, `Cancelled`, `TimedOut` or `Reversed`",
        ];
    PAYMENTS_UNSETTLED "mpay_sim_payments_unsettled" Gauge Database
        "Payments that are under way"
        [
            "instrument" INSTRUMENT,
            "status" "`Started`, `AtPaymentProvider`, `Pending` or `Reversing`",
        ];
    DOCUMENTS "mpay_sim_documents_total" Counter Process
        "Receipts and payment notes that were made as PDFs"
        ["kind" "`receipt` or `note`", "format" "`A4` or `A5`"];
    SCENARIOS "mpay_sim_scenarios_active" Gauge Database
        "Scenarios that are switched on and not used up"
        ["scenario" "the scenario's name in docs/SCENARIOS.md"];
    CLOCK_AHEAD "mpay_sim_clock_ahead_seconds" Gauge Process
        "The lead of the hub's clock over the machine's; negative if it is behind"
        [];
    CLOCK_FROZEN "mpay_sim_clock_frozen" Gauge Process
        "1 while the hub's clock is frozen, else 0"
        [];
    DATABASE_UP "mpay_sim_database_up" Gauge Process
        "1 if the database answered within a second, else 0: then its values are missing"
        [];
    DATABASE_SECONDS "mpay_sim_database_duration_seconds" Histogram Process
        "Time that work in the database took, the wait for a connection included"
        ["kind" "`read` and `write` for statements by themselves, `transaction` from its beginning to its end"];
    DATABASE_MESSAGES "mpay_sim_database_messages_total" Counter Process
        "Messages to the database, each with its answer: statements, several in one text as one, and what begins, commits and checks"
        [];
    DATABASE_CONNECTIONS "mpay_sim_database_connections" Gauge Process
        "Open connections to the database"
        ["pool" POOL, "state" "`idle` or `in_use`"];
    DATABASE_CONNECTIONS_MAX "mpay_sim_database_connections_max" Gauge Process
        "How many connections to the database there may be at once"
        ["pool" POOL];
    BUILD_INFO "mpay_sim_build_info" Gauge Process
        "Always 1; the labels describe the running program"
        ["version" "the version", "commit" "the commit that was built; `unknown` where that was not said"];
    PROCESS_START "process_start_time_seconds" Gauge Process
        "When the hub started, in seconds since 1970 by the machine's clock"
        [];
    PROCESS_CPU "process_cpu_seconds_total" Counter Process
        "Processor time that the process has used. Linux only"
        [];
    PROCESS_MEMORY "process_resident_memory_bytes" Gauge Process
        "Memory that the process holds in RAM. Linux only"
        [];
    PROCESS_FDS "process_open_fds" Gauge Process
        "Open files and connections. Linux only"
        [];
    PROCESS_MAX_FDS "process_max_fds" Gauge Process
        "How many files and connections the process may have open. Linux only"
        [];
    PROCESS_THREADS "process_threads" Gauge Process
        "Threads of the process. Linux only"
        [];
}
