//! Damaged messages, each with exactly one cause, are diagnosed; undamaged ones are left in peace.

mod damages;
mod signer;
mod text;
mod words;
mod writers;

use mpay_sim::soap::security::explain::{At, Context, KnownKey, XRay, explain, text as terminal};
use mpay_sim::soap::security::verify::{Tolerance, Trust};

use damages::Party;
use signer::{Signing, sign, signer, stranger};

fn x_ray(message: &str, known: Option<Party>, registered: Option<Party>) -> XRay {
    let certificate = |party: Party| match party {
        Party::Signer => signer().certificate,
        Party::Stranger => stranger().certificate,
    };
    let (known, registered) = (known.map(certificate), registered.map(certificate));
    let known = known.iter().map(|certificate| KnownKey { label: "the key of service OTHER", certificate });
    explain(
        message.as_bytes(),
        &Context {
            trust: registered.as_ref().map_or(Trust::FirstUse, Trust::Certificate),
            known: &known.collect::<Vec<_>>(),
            judged_at: At::OwnCreated,
            tolerance: Tolerance::default(),
        },
    )
}

#[test]
fn undamaged_messages_give_no_finding() {
    for writer in writers::all() {
        let x_ray = x_ray(&sign(&writer, &Signing::default()), Some(Party::Stranger), None);
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
            let x_ray = x_ray(&message, damage.known, damage.registered);
            // What other readers refuse, and the hub accepts, is a remark.
            let said = if x_ray.is_valid() { &x_ray.notes } else { &x_ray.findings };
            let named: Vec<_> = said.iter().map(|finding| finding.rule.name).collect();
            let is_other_cause = |name: &&&str| name.starts_with("diagnosis-") && **name != damage.rule;
            let is_named = match x_ray.is_valid() {
                true => named.contains(&damage.rule),
                false => named.first() == Some(&damage.rule),
            };
            if !is_named || named.iter().any(|name| is_other_cause(&name)) {
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
    assert!(misses.is_empty(), "{} of {count} missed:\n{}", misses.len(), misses.join("\n"));
}

/// What comes is hostile: cut, changed and grown messages are looked into without a panic.
#[test]
fn broken_bytes_are_survived() {
    let message = sign(&writers::all()[4], &Signing::default());
    for end in (0..message.len()).step_by(29) {
        let cut = &message[..message.floor_char_boundary(end)];
        assert!(!x_ray(cut, Some(Party::Stranger), None).is_valid());
    }
    for at in (0..message.len()).step_by(37).filter(|at| message.is_char_boundary(*at)) {
        for other in ["<", ">", "\"", "&", "A", " ", "\u{0}", "😀"] {
            let next = message.ceil_char_boundary(at + 1);
            let changed = format!("{}{other}{}", &message[..at], &message[next..]);
            let x_ray = x_ray(&changed, Some(Party::Stranger), None);
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
    let x_ray = x_ray(&large, Some(Party::Stranger), None);
    println!("{} octets: {:?}, {} guesses", large.len(), started.elapsed(), x_ray.tried);
    assert_eq!(x_ray.findings.first().map(|f| f.rule.name), Some("diagnosis-content-changed"));
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}
