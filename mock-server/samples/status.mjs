// The BOS Center page's Node sample, re-created with fetch. As printed it cannot run: it needs the `request` package,
// deprecated since 2020, and binds it to `requests` but calls `request`.
// Apart from that two things differ: the host comes from UNDERSTUDY_URL, and UNDERSTUDY_TOKEN, when it is set, adds the
// Authorization header that the page forgets.
// The page's comma after the last member is JavaScript's here, and allowed: JSON.stringify() does not send it.
const { UNDERSTUDY_URL, UNDERSTUDY_TOKEN } = process.env;

const response = await fetch(`${UNDERSTUDY_URL}/api/BOS/Status`, {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    ...(UNDERSTUDY_TOKEN ? { Authorization: `Bearer ${UNDERSTUDY_TOKEN}` } : {}),
  },
  body: JSON.stringify({
    nep_key: "1234",
    refid: "abc",
    domain: "google",
    partnerId: "xyz",
    nep_id: "xyz byj",
  }),
});
process.stdout.write(`${await response.text()}\n`);
