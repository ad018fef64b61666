# The Python sample of BOS Center's page on the generate call, re-created. Two things differ: the host comes from
# UNDERSTUDY_URL, and UNDERSTUDY_TOKEN, when it is set, adds the Authorization header that this page forgets as well.
import json
import os

import requests

url = os.environ["UNDERSTUDY_URL"] + "/api/BOS/PanNewGenerate"
headers = {"Content-type": "application/json"}
token = os.environ.get("UNDERSTUDY_TOKEN")
if token:
    headers["Authorization"] = f"Bearer {token}"

payload = json.dumps({
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
    "RegistrationID": "BOS-554",
})

response = requests.request("POST", url, headers=headers, data=payload, timeout=10)
print(response.text)
