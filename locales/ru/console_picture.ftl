# Картина платежа или визита и вердикт над ней. Ключи одинаковы во всех языках; это проверяет тест.

picture-title = Что произошло
picture-key = Шаги пронумерованы как в руководстве MPay. Стрелка обращения ведёт к его сообщению.
picture-legend = Пятнадцать шагов руководства MPay
picture-payer = Плательщик
picture-hub = Хаб
picture-before = заказ, кнопка оплаты, перенаправление
picture-described = данные заказа
picture-notice = уведомление { $number }
picture-published = счёт опубликован
picture-submitted = платёж отправлен
picture-decision = решение
picture-authorised = авторизован, { $code }
picture-declined = отклонён: { $why }
picture-later = решение будет { $time }
picture-fetch = подтверждение получено
picture-fetched = получено: { $status }
picture-attempt = { $operation }, попытка { $number }
picture-same-one = попытка { $last }: то же
picture-same-two = попытки { $first } и { $last }: то же
picture-same-many = попытки { $first }–{ $last }: то же
picture-omitted = { $count ->
    [one] ещё { $count } попытка
    [few] ещё { $count } попытки
   *[other] ещё { $count } попыток
}
picture-accepted = принято
picture-receipt = подтверждение платежа (по желанию)
picture-return = возврат на ReturnUrl (по желанию)
picture-no-return = ReturnUrl не указан
picture-failed = не удалось
timeline-omitted = { $count ->
    [one] ещё { $count } запись
    [few] ещё { $count } записи
   *[other] ещё { $count } записей
}

guide-step-1 = Плательщик оформляет заказ у поставщика услуги.
guide-step-2 = Страница подтверждения заказа показывает кнопку оплаты.
guide-step-3 = Кнопка ведёт на страницу MPay.
guide-step-4 = Браузер передаёт ServiceID, OrderKey и, по желанию, ReturnUrl.
guide-step-5 = MPay вызывает GetOrderDetails электронной услуги.
guide-step-6 = MPay создаёт или обновляет счёт и показывает заказ плательщику.
guide-step-7 = Плательщик выбирает способ оплаты.
guide-step-8 = Счёт публикуется, и браузер перенаправляется к поставщику платежа.
guide-step-9 = Плательщик вводит платёжные данные и отправляет их.
guide-step-10 = Поставщик платежа авторизует платёж.
guide-step-11 = Поставщик платежа перенаправляет браузер на страницу результата MPay.
guide-step-12 = MPay получает подтверждение от поставщика платежа.
guide-step-13 = MPay вызывает ConfirmOrderPayment электронной услуги, повторяя вызов, пока его не примут, и показывает результат плательщику.
guide-step-14 = Плательщик может скачать и распечатать подтверждение платежа.
guide-step-15 = Плательщик может вернуться на ReturnUrl.

span-ms = { $number } мс
span-s = { $number } с
span-min = { $number } мин
span-h = { $number } ч
span-d = { $number } дн

why-accepted = принято
why-nothing-found = у электронной услуги нет такого заказа
why-not-sent = запрос не отправлен
why-no-connection = не было соединения с электронной услугой
why-timed-out = полный ответ не пришёл вовремя
why-no-reply = соединение прервалось до полного ответа
why-http-status = в ответе нет сообщения SOAP
why-not-soap = ответ не является конвертом SOAP
why-fault = электронная услуга ответила ошибкой SOAP
why-signature = подпись ответа не принята
why-contract = ответ нарушает контракт
why-not-counted = принято в сценарии, в котором нужно отказать
why-interrupted = хаб остановился, не узнав результата
why-fault-unknown-order = электронная услуга не знает заказа
why-fault-does-not-trust-hub = электронная услуга не доверяет хабу
why-fault-refuses-service = электронная услуга не обслуживает этот ServiceID
why-fault-refuses-content = электронная услуга не принимает содержимое
why-fault-broke-down = в электронной услуге произошёл сбой
why-fault-not-for-hub = адрес не обрабатывает сообщения MPay
why-fault-unknown = электронная услуга ответила ошибкой SOAP

told-confirmed = Подтверждено: электронная услуга приняла платёж
told-accepted = Попытка { $number }, { $time }
told-unconfirmed = Не подтверждено: { $why }
told-gave-up = Не подтверждено, автоматических попыток не осталось: { $why }
told-halted = Не подтверждено, приостановлено: { $why }
told-halted-untried = Не подтверждено: приостановлено до первой попытки
told-under-way = Подтверждается: ни одна попытка ещё не завершилась
told-undecided = Ещё не оплачено: поставщик платежа не принял решения
told-nothing = Подтверждать нечего: электронная услуга не вызывается.
told-words = Её слова
told-attempts = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[other] { $count } попыток
}
told-same = { $count ->
    [one] { $count } раз то же
    [few] { $count } раза то же
   *[other] { $count } раз то же
}

visit-crumb = Визит
visit-title = Визит { $time }
visit-none = Обращение без визита
visit-link = Визит на схеме
visit-failed = Платёж начать не удалось: { $why }
visit-described = Электронная услуга описала заказ. Платёж не начат.
visit-paid = В этом визите начат платёж
