//! What is trusted, and what is known of certificates, as whoever checks a signature gives it.

use rustls_pki_types::CertificateDer;

use super::keys;
use super::verdict::Failure;

/// What is trusted, and what is known of certificates; all in DER.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Certificates that are trusted by themselves.
    pub anchors: Vec<Vec<u8>>,
    /// Certificates that may lead to them.
    pub others: Vec<Vec<u8>>,
    /// Lists of revoked certificates (RFC 5280, section 5).
    pub crls: Vec<Vec<u8>>,
    /// Answers on single certificates (RFC 6960).
    pub ocsps: Vec<Vec<u8>>,
}

impl Trust {
    /// Trusts the certificates of a PEM file, and takes its lists of revoked certificates.
    ///
    /// # Errors
    /// When there is no certificate in it, or one can't be read or used as a trusted one.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<(), Failure> {
        let found = keys::pem_certificates(pem)?;
        if found.is_empty() {
            return Err(Failure::new("the file holds no certificate"));
        }
        for der in found {
            webpki::anchor_from_trusted_cert(&CertificateDer::from(der.as_slice()))
                .map_err(|_| Failure::new("a certificate of the file is of a form that can't be trusted here"))?;
            if !self.anchors.contains(&der) {
                self.anchors.push(der);
            }
        }
        self.crls.extend(keys::pem_lists(pem)?);
        Ok(())
    }
}
