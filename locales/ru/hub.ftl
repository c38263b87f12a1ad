# The hub's own pages. Keys are the same in every language; a test holds it.

skip-to-content = Перейти к основному содержанию
ribbon-label = Предупреждение: симулятор
ribbon-text = Это не MPay. Деньги не списываются. Не вводите данные настоящих карт.
ribbon-console = Консоль разработчика
brand-name = Симулятор MPay
brand-subtitle = локальная среда тестирования
brand-payment-provider = имитация поставщика платежей
languages = Язык
steps = Этапы оплаты
step-done = выполнено
step-service = Выбор услуги
step-order = Код заявки
step-method = Способ оплаты
step-confirmation = Подтверждение оплаты
footer-independent = независимый проект, не связан с AGE или Правительством
error = Ошибка
error-summary = { $count ->
    [one] Исправьте { $count } поле
    [few] Исправьте { $count } поля
   *[many] Исправьте { $count } полей
}
for-example = Например
to-home = Главная страница
return = Вернуться к поставщику

## Words that several pages share.
amount = Сумма
amount-paid = Оплаченная сумма
amount-to-pay = Сумма к оплате
authorization-code = Код авторизации
card = Карта
due-date = Срок оплаты
invoice-number = Номер платёжного уведомления
issued-at = Дата выдачи
note-amount = Сумма уведомления
note-details = Детали уведомления
number-short = №
order-number = Номер заказа
paid-at = Дата и время оплаты
payer = Плательщик
payer-fee = Комиссия плательщика
payment-for = Назначение платежа
payment-method = Способ оплаты
service = Услуга
service-provider = Поставщик услуг
total = Итого
transaction-number = Номер транзакции

## Home, service, note.
home-title = Оплатите государственные услуги или проверьте уведомление
home-subtitle = Выберите услугу, для которой поставщик выдал вам номер заказа.
home-services = Оплата услуги
home-service-silent = Поставщик не ответил { $at }
home-no-services = Ни одна услуга не зарегистрирована. Добавьте её в консоли, сразу, или в config/mpay-sim.toml и перезапустите:
home-no-services-example = Пример настройки
home-check-note = Проверка уведомления
home-check-note-hint = 14 цифр, например 00 0690 0223 3014
home-check-note-button = Проверить
home-developers = Для поставщиков услуг
home-developers-rest = REST API
home-developers-contract = Контракт IServiceProvider (WSDL)
home-developers-pos = POS-терминал кассы
home-developers-rules = Правила, по которым читаются ответы
service-look-up = Найти
service-look-up-hint = { $count ->
    [one] Мы ищем заказ у поставщика. Это занимает не более { $count } секунды.
   *[other] Мы ищем заказ у поставщика. Это занимает не более { $count } секунд.
}
service-other = Другая услуга
service-order-missing = Введите номер заказа
service-order-too-long = Номер заказа содержит не более 36 символов
service-order-illegal = Номер заказа содержит недопустимый символ
service-order-card = Похоже на номер карты. Введите номер заказа; карту спросят позже, на странице банка
note-title = Платёжное уведомление
note-download = Скачать уведомление, { $format } (PDF)
note-pay = Оплатить это уведомление
invoice-status-Open = Не оплачено
invoice-status-PartiallyPaid = Оплачено частично
invoice-status-Paid = Оплачено
invoice-status-Expired = Истёк срок
invoice-status-Cancelled = Отменено

## The choice between several orders.
orders-title = Выберите заказ, который вы оплачиваете
orders-found = { $count ->
    [one] Найден { $count } заказ
    [few] Найдено { $count } заказа
   *[many] Найдено { $count } заказов
}
orders-other = Выбрать другой заказ
order-amount-open = Сумму вводите вы

## The pay page.
pay-title = Оплатите платёжное уведомление
pay-title-short = Оплатите уведомление
invoice-chip-Open = Активно · можно оплатить
invoice-chip-PartiallyPaid = Оплачено частично · можно оплатить
amount-unknown = Поставщик не указал сумму. Введите её ниже.
partly-paid = Вы оплатили { $paid }, осталось оплатить { $left }.
paid-so-far = Вы уже оплатили { $paid }.
left-to-pay = Остаток к оплате
lines-caption = Что вы оплачиваете
line-purpose = Назначение строки
amount-in = Сумма, { $currency }
beneficiary-is = Получатель: { $name }
due-changed = Поставщик изменил сумму: была { $before }, теперь { $now }.
payer-fields = Данные, которые вы заполняете
field-optional = (необязательно)
customer-id-person = IDNP или номер паспорта
customer-id-organization = IDNO или иностранный регистрационный номер
customer-id-unspecified = IDNP, IDNO или номер паспорта
customer-id-hint = 13 цифр или номер иностранного документа без пробелов, например 2001500023456
field-hint-idn = IDNP или IDNO, 13 цифр
field-hint-tax-code = IDNP, IDNO или другой налоговый код
field-hint-number = Только цифры
field-error-missing = Заполните поле
field-error-too-long = Введите не более 255 символов
field-error-characters = Текст содержит недопустимый символ
field-error-card-number = Не вводите здесь номер карты
field-error-idn = IDNP или IDNO неверен; проверьте 13 цифр, например 2001500023456
field-error-tax-code = Введите правильный IDNP или IDNO либо код с буквами не короче 5 символов
field-error-number = Введите число
field-error-customer-id = Введите IDNP или IDNO либо номер иностранного документа: 5–13 букв и цифр без пробелов, например 2001500023456
amount-heading = Сумма, которую вы оплачиваете
amount-full = Полностью
amount-other = Другая сумма
amount-other-hint = Поставщик принимает другую сумму
amount-between = От { $min } до { $max }
error-amount = Сумма должна быть от { $min } до { $max }
error-instrument = Выберите способ оплаты
instrument-card = Банковская карта
instrument-card-hint = Подтверждение сразу
instrument-bank = Интернет-банкинг
instrument-bank-hint = Подтверждение в течение нескольких минут
instrument-apple-pay = Apple Pay
instrument-apple-pay-hint = Карта в телефоне или часах
instrument-google-pay = Google Pay
instrument-google-pay-hint = Карта в телефоне или браузере
instrument-mia = Мгновенный платёж (MIA)
instrument-mia-hint = Отсканируйте QR-код в приложении банка
instrument-wallet = Электронные деньги
instrument-wallet-hint = Электронные кошельки
instrument-cash = Наличные
instrument-cash-hint = Платёжные терминалы, кассы банков, отделения почты
your-wallet = Ваш кошелёк
instrument-fee = комиссия { $fee }
fee-by-instrument = зависит от способа
card-processor = Процессинг карт
processor-with-3ds = { $name } (3-D Secure)
processor-without-3ds = { $name } (без 3-D Secure)
your-bank = Ваш банк
pay-continue = Перейти к оплате
pay-give-up = Отказаться и вернуться к поставщику
pay-no-real-bank = Вы перейдёте на имитацию страницы выбранного процессинга. Ни один настоящий банк не задействован.

## The simulator's own box.
aid-title = Только в симуляторе
aid-signature-valid = Ответ GetOrderDetails: подпись верна.
aid-signature-valid-ahead = Ответ GetOrderDetails: подпись верна; часы электронной услуги спешат на { $seconds } с относительно часов симулятора.
aid-signature-valid-behind = Ответ GetOrderDetails: подпись верна; часы электронной услуги отстают на { $seconds } с от часов симулятора.
aid-signature-tolerated = Ответ GetOrderDetails: подпись неверна, принята настройкой reply_signature = "warn": { $problem }
aid-signature-ignored = Ответ GetOrderDetails: подпись не проверяется (reply_signature = "ignore").
aid-exchanges = SOAP-сообщения этого уведомления ({ $count })
aid-cards-next = Тестовые карты и их результаты указаны на странице процессинга.
aid-attempts = { $count ->
    [0] ConfirmOrderPayment ещё не отправлялся.
    [one] ConfirmOrderPayment отправлен { $count } раз без успеха.
    [few] ConfirmOrderPayment отправлен { $count } раза без успеха.
   *[many] ConfirmOrderPayment отправлен { $count } раз без успеха.
}
aid-paid-here = Оплачено здесь платежом { $payment }, но электронная услуга об этом ещё не знает: подтверждение в состоянии { $status }. В консоли его можно отправить снова.
aid-console-payment = Этот платёж в консоли
aid-console-exchange = Это сообщение в консоли
aid-console-messages = Сообщения об этом заказе в консоли
aid-in-flight = ConfirmOrderPayment отправляется прямо сейчас.
aid-last-outcome = Последний результат: { $outcome }
aid-next-attempt = Следующая попытка: { $at }
aid-no-next-attempt = Попыток больше не будет (retry_schedule).
aid-halted = Оператор остановил попытки.
aid-return-name = ReturnUrl ведёт на «{ $name }». Имя без точки обычно знают только контейнеры: передавайте адрес, доступный браузерам, например http://localhost:8081/….
aid-refresh = Страница сама обновляется каждые 5 секунд.
aid-decided-at = Банк примет решение { $at }, по часам симулятора.
aid-decide-now = Решить сейчас
findings-heading = { $count ->
    [one] { $count } замечание к ответу поставщика
    [few] { $count } замечания к ответу поставщика
   *[many] { $count } замечаний к ответу поставщика
}
finding-error = ошибка
finding-warning = предупреждение
finding-note = примечание
finding-where = Где
finding-found = Найдено
finding-quoted = слова электронной услуги есть в консоли
finding-expected = Ожидалось
finding-consequence = В MPay
finding-remedy = Что делать
rules-title = Правила, по которым читаются ответы
rules-text = Всё, что может быть замечено в ответе электронной услуги. Технические тексты на английском, языке протокола.
rules-source = Источник

## Orders that cannot be paid.
not-payable-paid-chip = Оплачено
not-payable-paid-title = Уведомление уже оплачено
not-payable-paid-text = Платить ещё раз не нужно.
not-payable-expired-chip = Истёк срок
not-payable-expired-title = Срок оплаты истёк
not-payable-expired-text = Срок оплаты истёк { $date }. Запросите у поставщика новое уведомление.
not-payable-expired-undated-chip = Истёк срок
not-payable-expired-undated-title = Срок оплаты истёк
not-payable-expired-undated-text = Запросите у поставщика новое уведомление.
not-payable-cancelled-chip = Отменено
not-payable-cancelled-title = Заказ отменён
not-payable-cancelled-text = Поставщик отменил этот заказ.
not-payable-completed-chip = Завершено
not-payable-completed-title = Заказ завершён
not-payable-completed-text = Поставщик закрыл этот заказ; оплатить его больше нельзя.
not-payable-refunding-chip = Возврат
not-payable-refunding-title = Выполняется возврат платежа
not-payable-refunding-text = Поставщик возвращает деньги за этот заказ; оплатить его больше нельзя.
not-payable-refunded-chip = Возвращено
not-payable-refunded-title = Платёж возвращён
not-payable-refunded-text = Поставщик вернул деньги за этот заказ; оплатить его больше нельзя.
not-payable-currency-chip = Другая валюта
not-payable-currency-title = Заказ в другой валюте
not-payable-currency-text = MPay принимает платежи только в молдавских леях (MDL), а этот заказ — в { $currency }. Обратитесь к поставщику.
not-payable-no-amount-chip = Без суммы
not-payable-no-amount-title = У заказа нет суммы к оплате
not-payable-no-amount-text = Поставщик не указал сумму и не разрешает её ввести. Обратитесь к поставщику.

## The result.
result-details = Детали платежа
result-paid-title = Вы оплатили { $amount }
result-paid-text = Подтверждение отправлено поставщику.
result-unconfirmed-title = Вы оплатили { $amount }
result-unconfirmed-text = Поставщик ещё не подтвердил получение, мы повторим автоматически. Не платите ещё раз.
result-untold-title = Вы оплатили { $amount }
result-untold-text = Поставщик не подтвердил получение, автоматические попытки закончились. Не платите ещё раз; обратитесь к поставщику с подтверждением платежа.
result-declined-title = Платёж отклонён
result-declined-text = Деньги не списаны. Выберите другой способ.
result-cancelled-title = Вы отменили платёж
result-cancelled-text = Деньги не списаны.
result-reversed-title = Платёж возвращён
result-reversed-text = Банк возвращает вам деньги.
result-undecided-title = Платёж не завершён
result-undecided-text = Банк ещё не принял решение. Продолжите в банке или выберите другой способ. Деньги не списаны.
result-pending-title = Платёж обрабатывается
result-pending-text = Банк решит позже. Страницу можно закрыть. Не платите повторно.
result-timed-out-title = Банк не ответил вовремя
result-timed-out-text = Платёж не выполнен. Деньги не списаны. Попробуйте ещё раз.
result-session-expired-title = Время сеанса истекло
result-session-expired-text = Деньги не списаны. Начните сначала.
result-notice-expired-title = Срок уведомления истёк
result-notice-expired-text = Деньги не списаны. Запросите новое уведомление у поставщика.
result-waiting-title = Ждём оплату наличными
result-waiting-text = Заплатите в терминале, в кассе банка или на почте по номеру уведомления. Страница обновляется сама.
result-to-instructions = Инструкция по оплате
result-again = Выбрать другой способ оплаты
result-pay-rest = Оплатить остаток, { $amount }
result-to-payment-provider = Продолжить в банке
receipt-download = Скачать подтверждение (PDF)
receipt-download-a5 = Скачать подтверждение A5 (PDF)
decline-declined = Банк не указал причину.
decline-insufficient-funds = Недостаточно средств.
decline-expired-card = Срок действия карты истёк.
decline-wrong-cvv = Неверный код безопасности (CVV).
decline-authentication-failed = Аутентификация 3-D Secure не пройдена.
decline-authentication-unavailable = Аутентификация 3-D Secure недоступна.
decline-processor-error = Ошибка процессинга карт.
reversal-already-paid = Уведомление уже было оплачено другим платежом.
reversal-not-payable = Срок уведомления истёк, или оно было отменено.

## What stops a payer.
problem-no-money = Деньги не списаны.
problem-retry = Попробовать ещё раз
problem-another-order = Ввести другой номер
problem-incident = Номер происшествия, в журнале и в поиске консоли:
problem-parameter-title = Адрес страницы оплаты неполный
problem-parameter-text = Поставщик направил вас сюда без кода услуги или номера заказа либо со слишком длинными значениями. Вернитесь к поставщику и попробуйте ещё раз.
problem-return-url-title = Адрес возврата недействителен
problem-return-url-text = Поставщик указал адрес возврата, который мы не можем использовать. Вернитесь к поставщику и попробуйте ещё раз.
problem-service-title = Услуга неизвестна
problem-service-text = Эта услуга не зарегистрирована. Проверьте код услуги или выберите услугу на главной странице.
problem-session-title = Этой страницы оплаты больше нет
problem-session-text = Сеанс истёк. Начните заново.
problem-note-title = Такого уведомления нет
problem-note-text = Мы не нашли уведомление. Проверьте 14 цифр на документе.
problem-order-title = Мы не нашли заказ { $order }
problem-order-text = Проверьте номер на полученном документе.
problem-down-title = { $service_provider } не отвечает
problem-down-text = Попробуйте ещё раз через несколько минут.
problem-service-busy-title = { $service_provider } получает сейчас слишком много запросов
problem-service-busy-text = На этой странице ничего не оплачено. Попробуйте ещё раз через несколько секунд.
problem-slow-title = { $service_provider } не отвечает вовремя
problem-slow-text = Попробуйте ещё раз через несколько минут.
problem-broken-title = Услуга отвечает неправильно
problem-broken-text = { $service_provider }: получен ответ, который мы не можем использовать. Попробуйте ещё раз через несколько минут.
problem-nothing-paid-title = Подтверждения платежа нет
problem-nothing-paid-text = Это уведомление здесь не оплачивалось.
problem-no-return-title = Адреса возврата нет
problem-no-return-text = Поставщик не указал, куда вернуться.
problem-slow-body-title = Данные не дошли вовремя
problem-slow-body-text = То, что вы отправили, пришло слишком медленно, поэтому ничего не выполнено. Вернитесь назад и отправьте ещё раз.
problem-busy-title = Система занята
problem-busy-text = Сейчас платит слишком много людей. Подождите несколько секунд и обновите страницу.
problem-too-many-visits-title = Открыто слишком много страниц оплаты
problem-too-many-visits-text = Из вашей сети за минуту открыто слишком много страниц оплаты. Подождите немного и попробуйте ещё раз.
problem-internal-title = Ошибка симулятора
problem-internal-text = Попробуйте ещё раз. Причина в журнале.
problem-database-title = База данных симулятора не отвечает
problem-database-text = Если вы уже подтвердили платёж в банке, не платите снова: вернитесь на эту страницу через минуту, она покажет результат.
other-method-title = Эту страницу нельзя открыть таким образом
other-method-text = Адрес существует, но не принимает запросы { $method }. Ничего не изменилось.
other-method-allowed = Разрешённые методы: { $methods }
not-found-title = Такой страницы нет
not-found-text = Существующие адреса:
not-found-home = выберите услугу или проверьте уведомление
not-found-pay = вход в MPay: ServiceID, OrderKey, ReturnUrl
not-found-service = оплатите существующий заказ
not-found-note = проверьте уведомление по номеру
not-found-pos = настройка POS-терминала (затем /PosTerminal/Pay/… и /PosTerminal/PayInvoice/…)
not-found-rest = REST API для поставщиков услуг
not-found-contract = контракт IServiceProvider (и /ServiceProvider.xsd)
not-found-certificate = сертификат, которым подписывает симулятор
not-found-operations = состояние симулятора

rest-title = REST API
rest-text = Те же адреса, что у MPay; путь и имена параметров читаются без учёта регистра. Технические тексты — на английском.
rest-json = Описание OpenAPI (JSON)
rest-answer = Ответ
rest-example = Пример
rest-errors = Ошибки
