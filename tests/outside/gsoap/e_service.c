/* An e-Service on what wsdl2h and soapcpp2 make of the contract, without signatures: one order, DOSAR-1 of 120.50 lei. The
 * argument is the port to serve. It answers one call after the other. */
#include "soapH.h"
#include "BasicHttpBinding_USCOREIServiceProvider.nsmap"

/* PaymentIDs, each once: the hub repeats a confirmation until it is answered without a fault. */
static char paid[1000][40];
static int count;

static int is_ours(const char *order_key) {
    return order_key != NULL && strcmp(order_key, "DOSAR-1") == 0;
}

int __ns1__GetOrderDetails(struct soap *soap, struct _ns1__GetOrderDetails *request, struct _ns1__GetOrderDetailsResponse *response) {
    static enum ns1__CustomerType person = ns1__CustomerType__Person;
    static struct ns1__PaymentAccount account = {
        .BankAccount = "MD58TRGAAA14299801000001",
        .BankCode = "TREZMD2X",
        .BankFiscalCode = "1002600001235",
        .BeneficiaryName = "Agenția „gSOAP” & fiii",
    };
    static struct ns1__OrderLine line = {
        .AmountDue = "120.50",
        .DestinationAccount = &account,
        .LineID = "1",
        .Reason = "Taxă de stat",
    };
    static struct ns1__ArrayOfOrderLine lines = {.__sizeOrderLine = 1, .OrderLine = &line};
    struct ns1__ArrayOfOrderDetails *found = soap_new_ns1__ArrayOfOrderDetails(soap, 1);
    struct ns1__OrderDetails *order = soap_new_ns1__OrderDetails(soap, 1);
    response->GetOrderDetailsResult = found;
    if (request->query == NULL || !is_ours(request->query->OrderKey))
        return SOAP_OK;
    found->__sizeOrderDetails = 1;
    found->OrderDetails = order;
    order->Currency = "MDL";
    order->CustomerID = "2001500023456";
    order->CustomerName = "Popescu Ion";
    order->CustomerType = &person;
    order->Lines = &lines;
    order->OrderKey = request->query->OrderKey;
    order->Reason = "Taxă de stat";
    order->ServiceID = request->query->ServiceID;
    order->Status = count == 0 ? ns1__OrderStatus__Active : ns1__OrderStatus__Paid;
    order->TotalAmountDue = "120.50";
    return SOAP_OK;
}

int __ns1__ConfirmOrderPayment(struct soap *soap, struct _ns1__ConfirmOrderPayment *request, struct _ns1__ConfirmOrderPaymentResponse *response) {
    struct ns1__PaymentConfirmation *confirmation = request->confirmation;
    struct ns1__PaymentAccount *account;
    int i;
    (void)response;
    /* Whatever may be nil in the contract may be NULL here. */
    if (confirmation == NULL || !is_ours(confirmation->OrderKey))
        return soap_sender_fault(soap, "UnknownOrder", NULL);
    if (confirmation->PaymentID == NULL || confirmation->Lines == NULL || confirmation->Lines->__sizePaymentConfirmationLine == 0)
        return soap_sender_fault(soap, "InvalidParameter", NULL);
    for (i = 0; i < count; i++)
        if (strcmp(paid[i], confirmation->PaymentID) == 0)
            return SOAP_OK;
    if (count == sizeof paid / sizeof paid[0])
        return soap_receiver_fault(soap, "InternalError", NULL);
    snprintf(paid[count++], sizeof paid[0], "%s", confirmation->PaymentID);
    account = confirmation->Lines->PaymentConfirmationLine[0].DestinationAccount;
    if (account != NULL)
        printf("paid %s %s %s %s %s\n", confirmation->OrderKey, confirmation->PaymentID, confirmation->TotalAmount,
            account->BankAccount, account->BeneficiaryName);
    return SOAP_OK;
}

int main(int argc, char **argv) {
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc != 2 || !soap_valid_socket(soap_bind(soap, "127.0.0.1", atoi(argv[1]), 10))) {
        soap_print_fault(soap, stderr);
        return 1;
    }
    while (soap_valid_socket(soap_accept(soap))) {
        soap_serve(soap);
        soap_destroy(soap);
        soap_end(soap);
    }
    return 0;
}
