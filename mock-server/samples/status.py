# The BOS Center page's Python sample, re-created. Two things differ: the host comes from UNDERSTUDY_URL, and
# UNDERSTUDY_TOKEN, when it is set, adds the Authorization header that the page forgets.
# The page's comma after the last member is Python's here, and allowed: json.dumps() does not send it.
import json
import os

import requests

url = os.environ["UNDERSTUDY_URL"] + "/api/BOS/Status"
headers = {"Content-type": "application/json"}
token = os.environ.get("UNDERSTUDY_TOKEN")
if token:
    headers["Authorization"] = f"Bearer {token}"

payload = json.dumps({
    "nep_key": "1234",
    "refid": "abc",
    "domain": "google",
    "partnerId": "xyz",
    "nep_id": "xyz byj",
})

response = requests.request("POST", url, headers=headers, data=payload, timeout=10)
print(response.text)
