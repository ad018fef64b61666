import { generateKeyPairSync, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import forge from "node-forge";

/** What a port needs to speak TLS: PEM texts. */
export interface TlsFiles {
  /** The server's certificate, with those between it and its root where there are any. */
  cert: string;
  key: string;
}

/** What was made for one start. */
export interface MadeCertificate extends TlsFiles {
  /** The certificate, as PEM, that a client has to trust. */
  ca: string;
}

// As long as the strictest clients allow: 397 days.
const validMs = 397 * 24 * 60 * 60 * 1000;

/**
 * Makes a root and a certificate of it for this machine. The root's key is forgotten at once, so that whoever trusts the
 * root trusts this one certificate only.
 * @param host what the port listens on: it is in the certificate beside localhost, 127.0.0.1 and ::1, this machine's own
 *   name in its place where it is a wildcard
 * @param now milliseconds since 1970
 */
export function madeCertificate(host: string, now: number): MadeCertificate {
  const own = host === "0.0.0.0" || host === "::" ? hostname() : host;
  const names = [...new Set(["localhost", "127.0.0.1", "::1", own])];
  // Node's keys: those of forge are made in JavaScript, which takes seconds.
  const [rootKey, key] = [rsaKey(), rsaKey()];
  const root = unsigned(rootKey.public, "Understudy, made at start", now);
  root.setIssuer(root.subject.attributes);
  const rootId = root.generateSubjectKeyIdentifier().getBytes();
  root.setExtensions([
    { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
    { name: "authorityKeyIdentifier", keyIdentifier: rootId },
  ]);
  root.sign(rootKey.private, forge.md.sha256.create());

  const certificate = unsigned(key.public, "Understudy", now);
  certificate.setIssuer(root.subject.attributes);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: names.map(alternativeName) },
    { name: "subjectKeyIdentifier" },
    { name: "authorityKeyIdentifier", keyIdentifier: rootId },
  ]);
  certificate.sign(rootKey.private, forge.md.sha256.create());
  const ca = forge.pki.certificateToPem(root).replaceAll("\r\n", "\n");
  return { ca, cert: forge.pki.certificateToPem(certificate) + ca, key: key.pem };
}

function rsaKey() {
  const pem = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return {
    public: forge.pki.publicKeyFromPem(pem.publicKey),
    private: forge.pki.privateKeyFromPem(pem.privateKey),
    pem: pem.privateKey,
  };
}

function unsigned(publicKey: forge.pki.PublicKey, commonName: string, now: number): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // A positive number, in as few bytes as it needs (RFC 5280, section 4.1.2.2).
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  // A client's clock may be behind.
  certificate.validity.notBefore = new Date(now - 24 * 60 * 60 * 1000);
  certificate.validity.notAfter = new Date(now - 24 * 60 * 60 * 1000 + validMs);
  certificate.setSubject([{ name: "commonName", value: commonName }]);
  return certificate;
}

function alternativeName(name: string): object {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
