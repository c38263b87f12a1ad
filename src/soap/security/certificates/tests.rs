//! All formats of certificates and keys; the fixtures were made by OpenSSL (see their README).

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;

use super::read::key_material_in;
use super::*;

const PASSWORD: &str = "Parolă-1 șț";

/// A file of the fixtures.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn signer() -> Certificate {
    Certificate::parse(&fixture("signer.crt")).unwrap()
}

fn text_of(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn now() -> Timestamp {
    "2027-01-04T08:51:24Z".parse().unwrap()
}

#[test]
fn a_certificate_is_read_from_every_form() {
    let (pem, der) = (text_of("signer.crt"), signer().der().to_vec());
    let base64 = BASE64.encode(&der);
    let utf16: Vec<u8> =
        "\u{feff}".chars().chain(pem.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    for (form, bytes) in [
        ("PEM", pem.clone().into_bytes()),
        (
            "PEM with a byte order mark and CRLF",
            format!("\u{feff}{}", pem.replace('\n', "\r\n")).into_bytes(),
        ),
        ("PEM of PowerShell", utf16),
        ("PEM behind text in another code page", [b"Bag Attributes \xfe\r\n", pem.as_bytes()].concat()),
        ("PEM with the key before it", format!("{}{pem}", text_of("signer.key")).into_bytes()),
        ("DER", der.clone()),
        ("DER and a line end", [der.as_slice(), b"\r\n"].concat()),
        ("base64 alone", base64.clone().into_bytes()),
        ("base64 in lines", base64.as_bytes().chunks(76).collect::<Vec<_>>().join(&b"\r\n"[..])),
        ("PKCS #7 in DER", fixture("chain.p7b")),
        ("PKCS #7 in PEM", fixture("chain.p7b.pem")),
    ] {
        let read = certificates_in(&bytes, "").unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(read[0].der(), der, "{form}");
    }
    for name in ["aes256.pfx", "3des.pfx", "rc2-40.pfx"] {
        assert_eq!(certificates_in(&fixture(name), PASSWORD).unwrap()[0].der(), der, "{name}");
    }
}

#[test]
fn certificates_that_stand_one_behind_the_other_are_all_read() {
    let stranger = Certificate::parse(&fixture("stranger.crt")).unwrap();
    let both = [signer().der(), stranger.der(), b"\r\n"].concat();
    let base64 = BASE64.encode(&both).into_bytes();
    for bytes in [both, base64] {
        assert_eq!(certificates_in(&bytes, "").unwrap(), [signer(), stranger.clone()]);
    }
}

#[test]
fn a_key_is_read_from_every_form_with_its_certificate() {
    let (certificate, key) = (fixture("signer.crt"), fixture("signer.key"));
    let both = [certificate.clone(), key.clone()].concat();
    let pair = |bytes: &[u8], key: Option<&[u8]>, password: &str| {
        Identity::from_material(key_material_in(bytes, key, password)?)
    };
    for (form, identity) in [
        ("two files", pair(&certificate, Some(&key), "")),
        ("one file", pair(&both, None, "")),
        ("PKCS #1", pair(&certificate, Some(&fixture("pkcs1.key")), "")),
        ("encrypted PKCS #8", pair(&certificate, Some(&fixture("encrypted.key")), PASSWORD)),
        ("AES-256", pair(&fixture("aes256.pfx"), None, PASSWORD)),
        ("3DES", pair(&fixture("3des.pfx"), None, PASSWORD)),
        ("RC2-40", pair(&fixture("rc2-40.pfx"), None, PASSWORD)),
    ] {
        let identity = identity.unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(identity.certificate, signer(), "{form}");
    }
}

#[test]
fn what_is_wrong_is_said_in_a_sentence_that_tells_what_to_do() {
    let (certificate, key) = (fixture("signer.crt"), fixture("signer.key"));
    let pair = |bytes: &[u8], key: Option<&[u8]>, password: &str| {
        key_material_in(bytes, key, password).and_then(Identity::from_material).unwrap_err().to_string()
    };
    for (error, said) in [
        (pair(&fixture("aes256.pfx"), None, "wrong"), "does not open with the password that is set"),
        (pair(&fixture("3des.pfx"), None, "wrong"), "does not open with the password that is set"),
        (pair(&fixture("rc2-40.pfx"), None, "wrong"), "does not open with the password that is set"),
        (pair(&fixture("aes256.pfx"), None, ""), "is protected by a password, and none is set"),
        (pair(&certificate, Some(&fixture("encrypted.key")), "wrong"), "does not open with the password"),
        (pair(&certificate, Some(&fixture("encrypted.key")), ""), "none is set; set the password"),
        (pair(&certificate, Some(&fixture("old-encryption.key")), PASSWORD), "openssl pkcs8 -topk8"),
        (pair(&certificate, None, ""), "holds no private key"),
        (pair(&certificate, Some(&certificate), ""), "holds no private key"),
        (pair(&key, Some(&key), ""), "holds no certificate"),
        (pair(&certificate, Some(&fixture("stranger.key")), ""), "does not belong to the private key"),
        (pair(&fixture("ec.pem"), None, ""), "take an RSA certificate"),
        (pair(b"no certificate", None, ""), "is not a certificate in PEM, DER"),
        (pair(&fixture("aes256.pfx")[..500], None, PASSWORD), "is a .pfx that cannot be read"),
        (pair(&vec![b'A'; 2_000_000], None, ""), "is larger than 1048576 bytes"),
    ] {
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn bytes_of_any_kind_never_panic() {
    let mut bytes: Vec<Vec<u8>> =
        ["signer.crt", "chain.p7b", "aes256.pfx", "3des.pfx", "encrypted.key"].map(fixture).to_vec();
    bytes.push(signer().der().to_vec());
    for bytes in bytes {
        for at in (0..bytes.len()).step_by(41) {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            let _ = certificates_in(&changed, "x");
            let _ = certificates_in(&bytes[..at], "x");
        }
    }
}

#[test]
fn the_dates_are_told() {
    let certificate = signer();
    assert_eq!(certificate.out_of_date(now()), None);
    let long_after = certificate.out_of_date("2200-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert!(
        long_after.contains("expired on 2126-10-30") && long_after.contains("valid from 2026-11-23"),
        "{long_after}"
    );
    let before = certificate.out_of_date("2020-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert!(before.contains("is not valid before 2026-11-23"), "{before}");
}

#[test]
fn what_is_made_reads_again_as_pem_and_as_pfx_of_both_strengths() {
    let validity = Validity { from: now(), days: 30 };
    let [ca_key, key] = new_keys().unwrap();
    let (authority, _) = Authority::make(ca_key, validity).unwrap();
    let made = authority.issue(Leaf::Signer { common_name: "Ștefan" }, key, validity).unwrap();
    let text = format!("{}{}{}", authority.certificate().pem(), made.certificate.pem(), made.key_pem());
    let material = key_material_in(text.as_bytes(), None, "").unwrap();
    assert_eq!(material.certificates, [made.certificate.clone(), authority.certificate().clone()]);
    for strength in [PfxStrength::Aes256, PfxStrength::TripleDes] {
        let pfx = write_pfx(&material, "e-service", PASSWORD, strength).unwrap();
        let read = key_material_in(&pfx, None, PASSWORD).unwrap();
        assert_eq!((&read.certificates, read.key_der()), (&material.certificates, material.key_der()));
    }
    assert!(!format!("{material:?}").contains(&format!("{:?}", &material.key_der()[..4])));
    assert_eq!(made.certificate.not_after, "2027-02-03T00:00:00Z".parse().unwrap());
}
