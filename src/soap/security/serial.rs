//! Serial numbers, in certificates and in messages.

use std::fmt::{self, Display, Formatter};

use super::hex;

/// The maximum length of a written number in characters; RFC 5280 §4.1.2.2 allows 20 octets.
const MAX_TEXT: usize = 200;
/// The maximum number of octets shown: the issuer controls the length, and converting to decimal takes quadratic time.
const MAX_SHOWN: usize = 80;

/// The serial number of a certificate, which may be negative at some authorities (RFC 5280 §4.1.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial {
    is_negative: bool,
    /// The magnitude, big-endian, without leading zeros.
    magnitude: Vec<u8>,
    /// The number if the octets are read as unsigned, as several readers do.
    unsigned: Vec<u8>,
}

/// A serial number in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenSerial {
    is_negative: bool,
    magnitude: Vec<u8>,
    /// True if it is written in decimal digits, as the schema requires.
    pub(super) is_decimal: bool,
}

impl Serial {
    /// Reads the content of the certificate's INTEGER: two's complement, big-endian.
    pub(super) fn from_octets(octets: &[u8]) -> Self {
        let is_negative = octets.first().is_some_and(|first| first & 0x80 != 0);
        let mut magnitude = octets.to_vec();
        if is_negative {
            // Two's complement: every bit inverted, and one added.
            let mut carry = true;
            for octet in magnitude.iter_mut().rev() {
                (*octet, carry) = (!*octet).overflowing_add(u8::from(carry));
            }
        }
        Self { is_negative, magnitude: without_zeros(magnitude), unsigned: without_zeros(octets.to_vec()) }
    }

    /// The number in decimal, as in messages, and in hexadecimal, as OpenSSL and Windows show it.
    pub(super) fn in_both_forms(&self) -> String {
        in_both_forms(self.is_negative, &self.magnitude)
    }

    /// True if a message's number is this one, also if its writer read a negative one as positive.
    pub(super) fn is(&self, written: &WrittenSerial) -> bool {
        (self.is_negative == written.is_negative && self.magnitude == written.magnitude)
            || (!written.is_negative && self.unsigned == written.magnitude)
    }
}

impl Display for Serial {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        if self.magnitude.len() > MAX_SHOWN {
            let start = hex(&self.magnitude[..20]);
            return write!(f, "{sign}0x{start}… ({} octets)", self.magnitude.len());
        }
        write!(f, "{sign}{}", decimal(&self.magnitude))
    }
}

impl WrittenSerial {
    /// Like [`Serial::in_both_forms`], whatever form was written.
    pub(super) fn in_both_forms(&self) -> String {
        in_both_forms(self.is_negative, &self.magnitude)
    }

    /// Parses decimal digits with an optional sign, or hexadecimal digits, recognised by `0x`, letters or colons. `None`
    /// for anything else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text: String = text.split_ascii_whitespace().collect();
        let (is_negative, digits) =
            text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
        let hexadecimal = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
        let is_decimal = hexadecimal.is_none() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let digits = hexadecimal.unwrap_or(digits).replace(':', "");
        if digits.is_empty() || digits.len() > MAX_TEXT {
            return None;
        }
        let base = if is_decimal { 10 } else { 16 };
        let mut magnitude = Vec::new();
        for digit in digits.chars() {
            multiply_and_add(&mut magnitude, base, digit.to_digit(base)?);
        }
        magnitude.reverse();
        Some(Self { is_negative, magnitude: without_zeros(magnitude), is_decimal })
    }
}

fn in_both_forms(is_negative: bool, magnitude: &[u8]) -> String {
    let decimal = Serial { is_negative, magnitude: magnitude.to_vec(), unsigned: Vec::new() }.to_string();
    if magnitude.len() > MAX_SHOWN {
        return decimal;
    }
    let sign = if is_negative { "-" } else { "" };
    let digits = if magnitude.is_empty() { "0".to_owned() } else { hex(magnitude) };
    format!("{decimal} ({sign}0x{digits})")
}

/// Multiplies a little-endian number and adds a digit.
fn multiply_and_add(octets: &mut Vec<u8>, factor: u32, digit: u32) {
    let mut carry = digit;
    for octet in octets.iter_mut() {
        let [low, rest @ ..] = (u32::from(*octet) * factor + carry).to_le_bytes();
        *octet = low;
        carry = u32::from_le_bytes([rest[0], rest[1], rest[2], 0]);
    }
    if carry > 0 {
        octets.push(carry.to_le_bytes()[0]);
    }
}

/// The decimal digits of a big-endian number.
fn decimal(magnitude: &[u8]) -> String {
    let mut number = magnitude.to_vec();
    let mut digits = Vec::new();
    while number.iter().any(|octet| *octet != 0) {
        let mut rest = 0_u32;
        for octet in &mut number {
            let value = rest * 256 + u32::from(*octet);
            *octet = (value / 10).to_le_bytes()[0];
            rest = value % 10;
        }
        digits.push(char::from_digit(rest, 10).unwrap_or('0'));
    }
    if digits.is_empty() {
        digits.push('0');
    }
    digits.iter().rev().collect()
}

fn without_zeros(octets: Vec<u8>) -> Vec<u8> {
    octets.into_iter().skip_while(|octet| *octet == 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_shown_in_decimal_digits_with_their_sign() {
        for (octets, text) in [
            (&[0][..], "0"),
            (&[0, 0x80], "128"),
            (&[0x80], "-128"),
            (&[0xff], "-1"),
            (&[0xff, 0x00], "-256"),
            (&[0x01, 0, 0, 0, 0, 0, 0, 0, 0], "18446744073709551616"),
        ] {
            assert_eq!(Serial::from_octets(octets).to_string(), text);
        }
    }

    #[test]
    fn written_and_known_numbers_are_shown_in_one_form() {
        let serial = Serial::from_octets(&[0x00, 0xc9, 0x6a]);
        for text in ["51562", "0xC96A", "c9:6a"] {
            let written = WrittenSerial::read(text).unwrap();
            assert_eq!(written.in_both_forms(), serial.in_both_forms(), "{text}");
        }
        assert_eq!(serial.in_both_forms(), "51562 (0xc96a)");
        assert_eq!(Serial::from_octets(&[0]).in_both_forms(), "0 (0x0)");
    }

    #[test]
    fn a_serial_number_of_a_million_octets_is_shown_at_once() {
        let shown = Serial::from_octets(&[0x7f; 1_000_000]).to_string();
        assert!(shown.starts_with("0x7f7f") && shown.ends_with("… (1000000 octets)"), "{shown}");
    }

    #[test]
    fn a_serial_number_is_recognized_in_every_form_of_the_field() {
        let serial = Serial::from_octets(&[0x5a, 0x01, 0xff]);
        for (text, is_decimal) in [
            ("5898751", true),
            (" 005898751\n", true),
            ("0x5A01FF", false),
            ("0X5a01ff", false),
            ("5a:01:ff", false),
            ("5A01FF", false),
        ] {
            let written = WrittenSerial::read(text).unwrap();
            assert!(serial.is(&written), "{text}");
            assert_eq!(written.is_decimal, is_decimal, "{text}");
        }
        for text in ["5898752", "-5898751", "0x5898751"] {
            assert!(!serial.is(&WrittenSerial::read(text).unwrap()), "{text}");
        }
        for text in ["", "-", "0x", "12 34g", "½", &"9".repeat(201)] {
            assert_eq!(WrittenSerial::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_negative_serial_number_is_recognized_with_its_sign_and_as_unsigned_octets() {
        let serial = Serial::from_octets(&[0x80, 0x01]);
        for text in ["-32767", "32769", "0x8001", "-0x7fff"] {
            assert!(serial.is(&WrittenSerial::read(text).unwrap()), "{text}");
        }
        assert!(!serial.is(&WrittenSerial::read("32767").unwrap()));
    }
}
