//! The lists of payments and of confirmations.

/// What somebody looks for: a name, and what stands after `/console/`.
pub const LOOKS: [(&str, &str); 9] = [
    ("all payments", "payments"),
    ("of a service", "payments?service=BENCH0"),
    ("of an order", "payments?order=ORD-500"),
    ("with a status that none has", "payments?status=Declined"),
    ("whose confirmation waits", "payments?confirmation=Pending"),
    ("with a text that stands in one", "payments?text=RD-777"),
    ("with a text that stands in none", "payments?text=nowhere"),
    ("before a moment long ago", "payments?to=2001-01-01T00:00"),
    ("the confirmations that wait", "queue"),
];
