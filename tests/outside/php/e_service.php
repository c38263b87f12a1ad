<?php
// A service provider as PHP makes it from the contract alone: SoapServer with the WSDL, no signatures.
// Run by `php -S`; the environment says where the WSDL is.

final class ServiceProvider
{
    public function GetOrderDetails($parameters)
    {
        $query = $parameters->query;
        if ($query->OrderKey !== 'DOSAR-1') {
            return ['GetOrderDetailsResult' => []];
        }
        $account = ['BankAccount' => 'MD85TRGAAA14299801000001', 'BankCode' => 'TREZMD2X',
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
            'Status' => 'Active',
            'TotalAmountDue' => '120.50',
        ];
        return ['GetOrderDetailsResult' => ['OrderDetails' => [$order]]];
    }

    public function ConfirmOrderPayment($parameters)
    {
        $account = $parameters->confirmation->Lines->PaymentConfirmationLine[0]->DestinationAccount;
        $said = ['paid', $parameters->confirmation->OrderKey, $parameters->confirmation->PaymentID,
            $parameters->confirmation->TotalAmount, $account->BankAccount, $account->BeneficiaryName];
        file_put_contents('php://stdout', implode(' ', $said) . "\n");
        return [];
    }
}

ini_set('soap.wsdl_cache_enabled', '0');
$server = new SoapServer(getenv('WSDL'), ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setClass(ServiceProvider::class);
$server->handle();
