# Доступ к консоли и API управления. Ключи одинаковы на всех языках; это проверяет тест.

login-title = Консоль: вход
login-text = Этот хаб запрашивает токен управления, прежде чем что-либо показать или сделать в консоли.
login-token = Токен управления
login-token-hint = Значение настройки control_token
login-wrong = Это не токен управления этого хаба. Пожалуйста, проверьте его и введите ещё раз.
login-button = Войти
login-closed = Хаб доступен не только с этого компьютера, а токен управления не задан, поэтому консоль закрыта. Задайте токен, перезапустите хаб и войдите с ним.
login-closed-example = Настройка в переменной среды

control-title = API управления
control-text = Всё, что здесь может видеть и делать человек, может делать и программа. Каждый пример работает на хабе с демонстрационной электронной услугой; если у хаба есть токен управления, он указывается в заголовке Authorization.
control-json = Описание OpenAPI 3.1
control-contract = Контракт, который реализует электронная услуга
control-contract-wsdl = IServiceProvider, для генерации кода: svcutil, wsimport, zeep, SoapServer в PHP, wsdl2h.
control-contract-policy = То же с политикой MPay (WS-SecurityPolicy) для инструментов, которые её читают: wsdl2h называет тогда вызовы, которые подписывают и проверяют. Если инструмент не знает политик, берите форму выше.
control-contract-single = То же в одном файле, вместе со схемой; &policy и здесь добавляет политику.
control-contract-xsd = Схема для проверки сообщений. Она строгая; симулятор читает больше, чем она допускает, и говорит об этом в замечаниях.

example-index = Все вызовы
example-heading = Примеры
example-copy = Щелчок по команде выделяет её целиком. Команды — для оболочки POSIX; в них используются эти переменные:
example-order = Номер ещё не оплаченного заказа (OrderKey) вашей электронной услуги.
example-paid = PaymentID подтверждённого платежа. Такой показывает `GET /control/v1/payments?confirmation_status=Confirmed&limit=1`.
example-unconfirmed = PaymentID платежа, который электронная услуга ещё не приняла. Такой показывает `GET /control/v1/payments?confirmation_status=Pending&limit=1`.
example-undecided = PaymentID платежа, по которому ещё нет решения, например через MIA, который никто не одобрил. Такой показывает `GET /control/v1/payments?status=AtPaymentProvider&limit=1`.
example-order-of-sample = Так оформляется заказ в демонстрационной электронной услуге:
example-answer = Вид ответа
