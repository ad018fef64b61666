<?php
// The BOS Center page's PHP sample, re-created. Two things differ: the host comes from UNDERSTUDY_URL, and
// UNDERSTUDY_TOKEN, when it is set, adds the Authorization header that the page forgets.
// Set UNDERSTUDY_COMMA to nothing to leave out the comma that the page has after the last member, which is not JSON.
// curl_close() is left out: it does nothing since PHP 8.0 and is deprecated since 8.5.
$token = getenv('UNDERSTUDY_TOKEN');
$comma = getenv('UNDERSTUDY_COMMA');

$headers = array('Content-Type: application/json');
if ($token !== false) {
  $headers[] = "Authorization: Bearer $token";
}

$curl = curl_init();
curl_setopt_array($curl, array(
  CURLOPT_URL => getenv('UNDERSTUDY_URL') . '/api/BOS/Status',
  CURLOPT_RETURNTRANSFER => true,
  CURLOPT_ENCODING => '',
  CURLOPT_MAXREDIRS => 10,
  CURLOPT_TIMEOUT => 10,
  CURLOPT_FOLLOWLOCATION => true,
  CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
  CURLOPT_CUSTOMREQUEST => 'POST',
  CURLOPT_POSTFIELDS => '{
    "nep_key": "1234",
    "refid": "abc",
    "domain": "google",
    "partnerId": "xyz",
    "nep_id": "xyz byj"' . ($comma === false ? ',' : $comma) . '
  }',
  CURLOPT_HTTPHEADER => $headers,
));
$response = curl_exec($curl);
echo $response === false ? curl_error($curl) : $response;
