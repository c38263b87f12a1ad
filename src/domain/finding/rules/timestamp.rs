//! Rules of the message's Timestamp and of the clocks.

super::rules! {
    TIMESTAMP_MISSING "timestamp-missing" Signature Error
        "the message has no Timestamp"
        expected "a wsu:Timestamp with Created and Expires in the Security header"
        consequence "MPay refuses the message: an old one could be sent again"
        remedy "write a Timestamp of five minutes, and sign it"
        source "MPay guide, WS-Security; WSDL policy: sp:IncludeTimestamp";
    TIMESTAMP_UNREADABLE "timestamp-unreadable" Signature Error
        "a moment of the Timestamp cannot be read"
        expected "UTC as 2025-07-10T07:51:24.321Z"
        consequence "MPay refuses the message"
        remedy "write the moment in UTC, with T and Z"
        source "WSS SOAP Message Security 1.0 §10; XML Schema Part 2 §3.2.7";
    TIMESTAMP_IN_FUTURE "timestamp-in-future" Signature Error
        "the message was created in the future"
        expected "Created no later than the verifier's clock, with five minutes of leeway"
        consequence "MPay refuses the message"
        remedy "set the e-Service's clock by NTP; write UTC, and not local time with a Z"
        source "WSS SOAP Message Security 1.0 §10; WCF: maxClockSkew";
    TIMESTAMP_EXPIRED "timestamp-expired" Signature Error
        "the message has expired"
        expected "Expires later than the verifier's clock, with five minutes of leeway"
        consequence "MPay refuses the message"
        remedy "write a new Timestamp and sign anew at each reply; set the e-Service's clock by NTP"
        source "WSS SOAP Message Security 1.0 §10; WCF: maxClockSkew";
    TIMESTAMP_OLD "timestamp-old" Signature Warning
        "the message was created long ago"
        expected "Created at most five minutes ago, with five minutes of leeway, whatever Expires says"
        consequence "it holds by its Expires; but a WCF reader refuses it: it looks at Created as well"
        remedy "write a new Timestamp and sign anew at each reply; set the e-Service's clock by NTP"
        source "WCF: timestampValidityDuration, maxClockSkew";
    TIMESTAMP_REVERSED "timestamp-reversed" Signature Error
        "the message expires no later than it is created"
        expected "Expires later than Created"
        consequence "MPay refuses the message"
        remedy "write Created as now, and Expires as five minutes later"
        source "WSS SOAP Message Security 1.0 §10; WCF: a Timestamp's range";
    TIMESTAMP_LIFE_TOO_LONG "timestamp-life-too-long" Signature Error
        "the message lives too long"
        expected "1 to 5 minutes between Created and Expires, 24 hours at most"
        consequence "the message is refused: a copy of it could be sent again until it expires"
        remedy "write Expires as five minutes after Created"
        source "MPay guide, samples; setting timestamp_longest_life";
    TIMESTAMP_NO_EXPIRES "timestamp-no-expires" Signature Warning
        "the Timestamp has no Expires"
        expected "Created and Expires"
        consequence "it counts as five minutes, as with WCF; other readers refuse it"
        remedy "write Expires, five minutes after Created"
        source "MPay guide, samples; WCF: timestampValidityDuration";
    TIMESTAMP_LIFETIME "timestamp-lifetime" Signature Note
        "the message lives long"
        expected "1 to 5 minutes between Created and Expires"
        consequence "it is accepted, but a copy of it can be sent again all that time"
        remedy "write Expires as five minutes after Created"
        source "MPay guide, samples";
    CLOCK_SKEW "clock-skew" Signature Note
        "the clocks differ"
        expected "clocks that agree to a minute"
        consequence "it holds as long as the difference stays within the leeway; beyond it MPay refuses every message"
        remedy "set the e-Service's clock by NTP"
        source "WSS SOAP Message Security 1.0 §10; WCF: maxClockSkew";
}
