#!/bin/sh
# The BOS Center page's cURL sample, re-created. Two things differ: the host comes from UNDERSTUDY_URL, and
# UNDERSTUDY_TOKEN, when it is set, adds the Authorization header that the page forgets.
# Set UNDERSTUDY_COMMA to nothing to leave out the comma that the page has after the last member, which is not JSON.
exec curl --silent --show-error --location "$UNDERSTUDY_URL/api/BOS/Status" \
  ${UNDERSTUDY_TOKEN:+--header "Authorization: Bearer $UNDERSTUDY_TOKEN"} \
  --header 'Content-Type: application/json' \
  --data '{
  "nep_key": "1234",
  "refid": "abc",
  "domain": "google",
  "partnerId": "xyz",
  "nep_id": "xyz byj"'"${UNDERSTUDY_COMMA-,}"'
}'
