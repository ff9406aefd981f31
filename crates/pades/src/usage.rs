//! What a certificate may be used for: its key usage and extended key usage (RFC 5280, 4.2.1.3 and 4.2.1.12).
//!
//! rustls-webpki looks at neither for our uses, so they are looked at here, with words that say what is wrong.

use const_oid::ObjectIdentifier;
use x509_cert::Certificate;
use x509_cert::Version;
use x509_cert::ext::pkix::BasicConstraints;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::ext::pkix::KeyUsages;

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Signing a document.
    Signing,
    /// Vouching for a time.
    Stamping,
    /// Issuing other certificates.
    Issuing,
    /// Answering whether another certificate was revoked.
    Answering,
}

/// id-kp-timeStamping (RFC 3161, section 2.3).
const STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// id-kp-OCSPSigning (RFC 6960, section 4.2.2.2).
const ANSWERING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// Extended key usages that fit signing: e-mail, documents (RFC 9336), Adobe's and Microsoft's for documents, and any.
const SIGNING: [ObjectIdentifier; 5] = [
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
    ObjectIdentifier::new_unwrap("2.5.29.37.0"),
];

/// What keeps a certificate from a use, as the end of a sentence that begins with the certificate's name; `None` when it
/// is fit.
pub fn unfit(certificate: &Certificate, usage: Usage) -> Option<&'static str> {
    if certificate.tbs_certificate.version != Version::V3 {
        return Some("is of an old version: only one of version 3 can say what it is for");
    }
    let allowed = key_usage(certificate);
    let fit = match usage {
        Usage::Issuing => allowed.is_ok_and(|usage| usage.is_none_or(|usage| usage.0.contains(KeyUsages::KeyCertSign))),
        _ => allowed.is_ok_and(|usage| {
            usage.is_none_or(|usage| {
                usage.0.contains(KeyUsages::DigitalSignature) || usage.0.contains(KeyUsages::NonRepudiation)
            })
        }),
    };
    if !fit {
        return Some(match usage {
            Usage::Issuing => "is not for issuing certificates: its key usage does not allow it",
            _ => "is not for signatures: its key usage allows neither digital signature nor non-repudiation",
        });
    }
    let Ok(extended) = certificate.tbs_certificate.get::<ExtendedKeyUsage>() else {
        return Some("can't be used: its extended key usage is not well formed");
    };
    match (usage, extended) {
        (Usage::Signing, None) => None,
        (Usage::Signing, Some((_, uses))) => (!uses.0.iter().any(|oid| SIGNING.contains(oid)))
            .then_some("is not for signing documents: its extended key usage names other uses only"),
        // A timestamp authority's certificate is for nothing else, and says so as critical (RFC 3161, section 2.3).
        (Usage::Stamping, Some((true, uses))) if uses.0.as_slice() == [STAMPING] => None,
        (Usage::Stamping, _) => {
            Some("is not for timestamps: its extended key usage has to be critical and name nothing else")
        }
        (Usage::Answering, Some((_, uses))) if uses.0.contains(&ANSWERING) => None,
        (Usage::Answering, _) => Some("is not for answering on revoked certificates"),
        (Usage::Issuing, _) => match certificate.tbs_certificate.get::<BasicConstraints>() {
            Ok(Some((_, constraints))) if constraints.ca => None,
            _ => Some("is not for issuing certificates: it is not one of an authority"),
        },
    }
}

/// What keeps a certificate from standing by what is signed, as the end of a sentence that begins with the certificate's
/// name: its key usage has to be there, and to allow non-repudiation. ETSI EN 319 412-2, clause 4.3.2, asks for that of
/// certificates for signatures that commit to content, and pyHanko does.
pub fn aloof(certificate: &Certificate) -> Option<&'static str> {
    match key_usage(certificate) {
        Ok(Some(usage)) if usage.0.contains(KeyUsages::NonRepudiation) => None,
        Ok(Some(_)) => {
            Some("is for logging in, not for standing by what is signed: its key usage does not allow non-repudiation")
        }
        _ => Some("does not say that it is for standing by what is signed: it has no key usage"),
    }
}

/// Whether a certificate may sign lists of revoked certificates (RFC 5280, section 4.2.1.3).
pub fn signs_lists(certificate: &Certificate) -> bool {
    key_usage(certificate).is_ok_and(|usage| usage.is_none_or(|usage| usage.0.contains(KeyUsages::CRLSign)))
}

fn key_usage(certificate: &Certificate) -> Result<Option<KeyUsage>, der::Error> {
    Ok(certificate.tbs_certificate.get::<KeyUsage>()?.map(|(_, usage)| usage))
}
