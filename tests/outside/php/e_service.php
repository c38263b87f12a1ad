<?php
// A service provider as PHP makes it from the contract alone: SoapServer with the WSDL, no signatures. It has the orders
// DOSAR-1, DOSAR-101 and so on, of 120.50 lei each. Run by `php -S`, which serves one request at a time; the environment says
// where the WSDL is, and the file that keeps the payments.

const SERVICE = 'STACK01';
const LINES = ['1' => 100.00, '2' => 20.50];

final class ServiceProvider
{
    public function GetOrderDetails($parameters)
    {
        $query = $parameters->query;
        if ($query->ServiceID !== SERVICE) {
            throw new SoapFault('UnknownService', "There is no service $query->ServiceID");
        }
        if (!$this->isOrder($query->OrderKey)) {
            return ['GetOrderDetailsResult' => []];
        }
        $account = ['BankAccount' => 'MD58TRGAAA14299801000001', 'BankCode' => 'TREZMD2X',
            'BankFiscalCode' => '1002600001235', 'BeneficiaryName' => 'Agenția „PHP” & fiii'];
        $order = [
            'AllowAdvancePayments' => false,
            'AllowPartialPayments' => false,
            'Currency' => 'MDL',
            'CustomerID' => '2001500023456',
            'CustomerName' => 'Popescu Ion',
            'CustomerType' => 'Person',
            'DueDate' => '2027-06-01T00:00:00',
            'IssuedAt' => '2027-01-04T10:00:00',
            'Lines' => ['OrderLine' => [
                ['AmountDue' => '100.00', 'DestinationAccount' => $account, 'LineID' => '1', 'Reason' => 'Taxa'],
                ['AmountDue' => '20.50', 'DestinationAccount' => $account, 'LineID' => '2', 'Reason' => 'Penalitate'],
            ]],
            'OrderKey' => $query->OrderKey,
            'Properties' => ['OrderProperty' => [
                ['DisplayName' => 'Dosar', 'Modifiable' => false, 'Name' => 'FileNumber', 'Required' => false,
                    'Type' => 'string', 'Value' => 'D-00017'],
            ]],
            'Reason' => 'Taxă de stat',
            'ServiceID' => $query->ServiceID,
            'Status' => $this->isPaid($query->OrderKey) ? 'Paid' : 'Active',
            'TotalAmountDue' => '120.50',
        ];
        return ['GetOrderDetailsResult' => ['OrderDetails' => [$order]]];
    }

    public function ConfirmOrderPayment($parameters)
    {
        $confirmation = $parameters->confirmation;
        $key = $confirmation->OrderKey;
        if ($confirmation->ServiceID !== SERVICE) {
            throw new SoapFault('UnknownService', "There is no service $confirmation->ServiceID");
        }
        if (!$this->isOrder($key)) {
            throw new SoapFault('UnknownOrder', "There is no order $key");
        }
        $lines = [];
        foreach ($confirmation->Lines->PaymentConfirmationLine as $line) {
            $lines[$line->LineID] = (float) $line->Amount;
        }
        if ($confirmation->Currency !== 'MDL' || (float) $confirmation->TotalAmount !== array_sum(LINES) || $lines != LINES) {
            throw new SoapFault('InvalidParameter', 'Two lines of 100.00 and 20.50 MDL are due');
        }
        $known = $this->paid()[$confirmation->PaymentID] ?? null;
        if ($known === $key) {
            return [];
        }
        if ($known !== null) {
            throw new SoapFault('InvalidParameter', 'The payment is one of another order');
        }
        if ($this->isPaid($key)) {
            throw new SoapFault('InvoiceAlreadyPaid', 'The order is paid');
        }
        file_put_contents(getenv('PAYMENTS'), json_encode($this->paid() + [$confirmation->PaymentID => $key]));
        $account = $confirmation->Lines->PaymentConfirmationLine[0]->DestinationAccount ?? null;
        $said = ['paid', $key, $confirmation->PaymentID, $confirmation->TotalAmount, $account->BankAccount ?? '',
            $account->BeneficiaryName ?? ''];
        file_put_contents('php://stdout', implode(' ', $said) . "\n");
        return [];
    }

    private function isOrder($key)
    {
        return preg_match('/^DOSAR-(1|[0-9]{3})$/D', $key) === 1;
    }

    private function isPaid($key)
    {
        return in_array($key, $this->paid(), true);
    }

    /** The OrderKeys of the payments, by PaymentID: the hub repeats a confirmation until it is answered without a fault. */
    private function paid()
    {
        $file = getenv('PAYMENTS');
        return is_file($file) ? json_decode(file_get_contents($file), true) : [];
    }
}

ini_set('soap.wsdl_cache_enabled', '0');
$server = new SoapServer(getenv('WSDL'), ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setClass(ServiceProvider::class);
$server->handle();
