# The console's overview and its search.
console-overview = Overview
console-menu = Menu
console-failed = Failed
console-failed-any = All
console-failed-true = Failed only
console-words = Words in a message
overview-clock = Hub clock { $time }
overview-certificate = certificate
overview-new = Nothing has happened yet
overview-new-text = Pay an order, or have your e-Service checked: “Start something” shows three ways, each one click or one line. What fails appears here, with its cause and its remedy.
overview-troubles = What needs you
overview-nothing = Nothing: no call has failed, or a later one has succeeded.
overview-words = Its words:
overview-all-failed = All failed calls
overview-confirmations = Confirmations, the last hour
overview-accepted = accepted
overview-repeated = will be repeated
overview-gave-up = gave up
overview-attempts = { $accepted } accepted, { $repeated } will be repeated, { $gave_up } gave up
overview-no-attempts = None was sent.
overview-now = now
overview-latest = Latest call
overview-median = Median
overview-failed-today = Failed today
overview-of = { $failed } of { $all }
overview-never = never called
overview-answers = answers
overview-signature-valid = valid
overview-signature-invalid = not accepted
overview-signature-remarkable = with remarks
overview-test = Test
overview-check = Check
overview-today = Today
overview-payments-today = payments today
overview-confirmed = confirmed today
overview-waiting = waiting
overview-waiting-since = waiting, the oldest for { $age }
overview-declined = declined today
overview-start = Start something
overview-start-pay = Pay an order, in the browser or from a terminal:
overview-start-check = Would your e-Service pass MPay?
overview-start-tail = Watch from a terminal what fails:
search-title = Search the console
search-button = Search
search-hint = Number, order, incident, or text in a message
search-results = Results for
search-text = Numbers of payments, notices and messages, order numbers, the number of an error page, or words in messages: the last one may be the beginning of a word.
search-incident = Incident
search-found = Found
search-nothing = Nothing was found
search-nothing-text = The oldest messages and events are deleted first. A text is found by whole words, the last of which may be cut.
overview-services = { $count ->
    [one] 1 service
   *[other] { $count } services
}
overview-never-called = { $count ->
    [one] 1 service was never called
   *[other] { $count } services were never called
}
overview-times = { $count ->
    [one] once
   *[other] { $count } times
}
overview-calls-left = { $count ->
    [one] 1 call left
   *[other] { $count } calls left
}
overview-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
overview-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
overview-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
overview-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
