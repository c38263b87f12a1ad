//! Damaged messages, each with exactly one cause, are diagnosed; undamaged ones are left in peace.

mod damages;
mod signer;
mod text;
mod writers;

use mpay_sim::soap::security::explain::{At, Context, KnownKey, XRay, explain, text as terminal};
use mpay_sim::soap::security::verify::{LEEWAY, Trust};

use signer::{Signing, sign, stranger};

fn x_ray(message: &str, knows_stranger: bool) -> XRay {
    let other = stranger().certificate;
    let known = [KnownKey { label: "the hub's own key", certificate: &other }];
    let known = if knows_stranger { &known[..] } else { &[] };
    explain(
        message.as_bytes(),
        &Context { trust: Trust::FirstUse, known, judged_at: At::OwnCreated, leeway: LEEWAY },
    )
}

#[test]
fn undamaged_messages_give_no_finding() {
    for writer in writers::all() {
        let x_ray = x_ray(&sign(&writer, &Signing::default()), true);
        assert!(x_ray.is_valid() && x_ray.findings.is_empty(), "{}: {:#?}", writer.name, x_ray.findings);
        assert!(x_ray.covers_body && x_ray.covers_timestamp, "{}", writer.name);
        assert!(x_ray.references.iter().all(|reference| reference.matches), "{}", writer.name);
        let signature = x_ray.signature.unwrap();
        assert!(
            signature.holds && signature.recovered.unwrap().digest == signature.computed,
            "{}",
            writer.name
        );
        assert_eq!(x_ray.tried, 0, "{}", writer.name);
    }
}

/// The cause is named by the first finding, and no other cause beside it.
#[test]
fn the_cause_of_each_damage_is_named() {
    let (mut count, mut causes, mut misses) = (0, std::collections::BTreeSet::new(), Vec::new());
    for damage in damages::all() {
        let mut happened = false;
        for writer in writers::all() {
            let message = (damage.make)(&writer);
            if message == sign(&writer, &Signing::default()) {
                continue;
            }
            happened = true;
            count += 1;
            causes.insert(damage.rule);
            let x_ray = x_ray(&message, damage.knows_stranger);
            let named: Vec<_> = x_ray.findings.iter().map(|finding| finding.rule.name).collect();
            let diagnoses = named.iter().filter(|name| name.starts_with("diagnosis-")).count();
            if named.first() != Some(&damage.rule) || diagnoses != 1 {
                misses.push(format!("{:<34}{:<16}{:<38}{named:?}", damage.name, writer.name, damage.rule));
            }
        }
        assert!(happened, "{} happens to nobody", damage.name);
    }
    println!("{}", misses.join("\n"));
    println!(
        "{} of {count} damaged messages with {} causes are diagnosed",
        count - misses.len(),
        causes.len()
    );
    assert!(count >= 60 && causes.len() >= 30, "{count} messages, {} causes", causes.len());
    assert!(misses.len() * 20 <= count, "{} of {count} missed:\n{}", misses.len(), misses.join("\n"));
}

/// What comes is hostile: cut, changed and grown messages are looked into without a panic.
#[test]
fn broken_bytes_are_survived() {
    let message = sign(&writers::all()[4], &Signing::default());
    for end in (0..message.len()).step_by(29) {
        assert!(!x_ray(&message[..message.floor_char_boundary(end)], true).is_valid());
    }
    for at in (0..message.len()).step_by(37).filter(|at| message.is_char_boundary(*at)) {
        for other in ["<", ">", "\"", "&", "A", " ", "\u{0}", "😀"] {
            let next = message.ceil_char_boundary(at + 1);
            let changed = format!("{}{other}{}", &message[..at], &message[next..]);
            let x_ray = x_ray(&changed, true);
            terminal::report(&x_ray, true);
        }
    }
}

/// The most that one message may cost: every guess about it together digests a bounded number of octets.
#[test]
fn a_message_of_megabytes_takes_seconds_at_most() {
    let writer = &writers::all()[4];
    let order = &writer.message[writer.message.find("<OrderDetails>").unwrap()
        ..writer.message.find("</GetOrderDetailsResult>").unwrap()];
    let large = writer.message.replace(order, &order.repeat(2_000));
    let large = signer::sign_text(&large, &Signing::default()).replacen("B 9", "B 8", 1);
    let started = std::time::Instant::now();
    let x_ray = x_ray(&large, true);
    println!("{} octets: {:?}, {} guesses", large.len(), started.elapsed(), x_ray.tried);
    assert_eq!(x_ray.findings.first().map(|f| f.rule.name), Some("diagnosis-content-changed"));
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}
