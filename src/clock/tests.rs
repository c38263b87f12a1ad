use super::*;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn start() -> Timestamp {
    "2027-01-04T08:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_sleeper_wakes_when_the_clock_is_moved_past_its_moment() {
    for simulated in [SimulatedClock::at(start()), SimulatedClock::running()] {
        let clock = Clock::Simulated(simulated.clone());
        let moment = clock.now() + HOUR * 72;
        let sleeper = tokio::spawn(async move {
            clock.sleep_until(moment).await;
            clock.now()
        });
        simulated.advance(HOUR * 71);
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        simulated.advance(HOUR);
        assert!(moment <= sleeper.await.unwrap());
    }
}

#[tokio::test]
async fn a_sleeper_wakes_when_the_clock_is_turned_back() {
    for simulated in [SimulatedClock::at(start()), SimulatedClock::running()] {
        let clock = Clock::Simulated(simulated.clone());
        simulated.advance(HOUR * 72);
        let moment = clock.now() + HOUR;
        let sleeper = tokio::spawn(async move {
            clock.sleep_until(moment).await;
            clock.now()
        });
        tokio::task::yield_now().await;
        simulated.freeze();
        simulated.release();
        tokio::task::yield_now().await;
        assert!(
            !sleeper.is_finished(),
            "where it is only frozen and released, it goes on from where it stood"
        );
        simulated.advance(HOUR * -72);
        assert!(sleeper.await.unwrap() < moment);
    }
}

#[tokio::test]
async fn a_sleeper_of_a_running_clock_wakes_by_itself() {
    let clock = Clock::Simulated(SimulatedClock::running());
    clock.hand().unwrap().advance(HOUR);
    let moment = clock.now() + SignedDuration::from_millis(20);
    clock.sleep_until(moment).await;
    assert!(moment <= clock.now());
}

#[test]
fn a_frozen_clock_stands_and_a_released_one_goes_on_from_there() {
    let clock = Clock::Simulated(SimulatedClock::running());
    let hand = clock.hand().unwrap();
    hand.freeze();
    hand.set(start());
    assert_eq!((clock.now(), clock.state().is_frozen), (start(), true));
    hand.advance(HOUR);
    assert_eq!(clock.now(), start() + HOUR);
    hand.release();
    let state = clock.state();
    assert!(!state.is_frozen && start() + HOUR <= state.now && state.now < start() + HOUR * 2, "{state:?}");
    hand.reset();
    assert!(clock.now().duration_since(clock.machine().now()).abs() < SignedDuration::from_secs(60));
}

#[test]
fn the_machine_s_time_stays_what_it_is() {
    let clock = Clock::Simulated(SimulatedClock::running());
    let before = Clock::System.now();
    clock.hand().unwrap().advance(HOUR * 24 * 365);
    assert!(clock.now() - HOUR * 24 * 364 > before);
    assert!(clock.machine().now() < before + HOUR);
    assert!(Clock::System.hand().is_none());
    // A clock on which time does not pass also replaces the machine's.
    let test = Clock::Simulated(SimulatedClock::at(start()));
    test.hand().unwrap().advance(HOUR);
    assert_eq!(test.machine().now(), start() + HOUR);
}

#[test]
fn no_hand_leaves_the_years_that_can_be_reckoned_with() {
    for clock in [SimulatedClock::at(start()), SimulatedClock::running()] {
        clock.advance(SignedDuration::MAX);
        assert!(Clock::Simulated(clock.clone()).now() <= LATEST);
        clock.advance(SignedDuration::MIN);
        assert!(EARLIEST <= Clock::Simulated(clock.clone()).now());
        clock.set(Timestamp::MAX);
        assert!(Clock::Simulated(clock.clone()).now() <= LATEST);
        clock.set(Timestamp::MIN);
        assert!(EARLIEST <= Clock::Simulated(clock).now());
    }
}
