#!/bin/sh
# The cURL sample of BOS Center's page on the generate call, re-created. Two things differ: the host comes from
# UNDERSTUDY_URL, and UNDERSTUDY_TOKEN, when it is set, adds the Authorization header that this page forgets as well.
exec curl --silent --show-error --location "$UNDERSTUDY_URL/api/BOS/PanNewGenerate" \
  ${UNDERSTUDY_TOKEN:+--header "Authorization: Bearer $UNDERSTUDY_TOKEN"} \
  --header 'Content-Type: application/json' \
  --data '{
  "mobileno": "99999999",
  "lastname": "Doe",
  "firstname": "John",
  "middlename": "Michael",
  "nep_key": "1234",
  "refid": "xyz",
  "domain": "google",
  "partnerId": "abc",
  "EmailID": "max@example.com",
  "Title": 10,
  "RegistrationID": "BOS-554"
}'
