//! The way from a certificate to a trusted one (RFC 5280, section 6), which is rustls-webpki's.
//!
//! Takes certificates in DER and a moment; gives the path or the reason why there is none, and what one list of revoked
//! certificates says of a path. All calls of webpki's search are here; what it does not look at is judged above.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::TrustAnchor;
use rustls_pki_types::UnixTime;
use time::OffsetDateTime;
use webpki::EndEntityCert;
use webpki::ExtendedKeyUsageValidator;
use webpki::KeyPurposeIdIter;

use super::known::Trust;
use super::verdict::Kind;

/// The most certificates that a path is looked for in.
const MOST: usize = 128;
/// The most bytes of one certificate.
pub(super) const LARGEST: usize = 32 << 10;

/// The use of the certificate is looked at in [`super::usage`]: webpki knows no list of fit uses, and each use of its own
/// would be another path.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// Why there is no path: of which kind the reason is, and the end of a sentence that begins with the certificate.
pub(super) type NoPath = (Kind, &'static str);

/// The certificate, those above it, and the trusted one.
pub(super) fn path(
    certificate: &[u8],
    others: &[Vec<u8>],
    trust: &Trust,
    at: OffsetDateTime,
) -> Result<Vec<Vec<u8>>, NoPath> {
    let ders: Vec<CertificateDer> = trust.anchors.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let anchors: Vec<(&Vec<u8>, TrustAnchor)> = trust
        .anchors
        .iter()
        .zip(&ders)
        .filter_map(|(der, parsed)| Some((der, webpki::anchor_from_trusted_cert(parsed).ok()?)))
        .collect();
    let trusted: Vec<TrustAnchor> = anchors.iter().map(|(_, anchor)| anchor.clone()).collect();
    let between = others.iter().chain(&trust.others).filter(|der| der.len() <= LARGEST).take(MOST);
    let between: Vec<CertificateDer> = between.map(|der| CertificateDer::from(der.as_slice())).collect();
    let own = CertificateDer::from(certificate);
    let end = EndEntityCert::try_from(&own).map_err(|error| reason(&error))?;
    let found =
        end.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &trusted, &between, moment(at)?, AnyUse, None, None);
    let found = found.map_err(|error| reason(&error))?;
    let mut path = vec![certificate.to_vec()];
    path.extend(found.intermediate_certificates().map(|one| one.der().to_vec()));
    let same = |one: &TrustAnchor| {
        one.subject == found.anchor().subject && one.subject_public_key_info == found.anchor().subject_public_key_info
    };
    path.extend(anchors.iter().find(|(_, one)| same(one)).map(|(der, _)| (*der).clone()));
    Ok(path)
}

/// Why there is no path.
fn reason(error: &webpki::Error) -> NoPath {
    match error {
        webpki::Error::CertExpired { .. } => (Kind::Untimely, "leads to one that had expired"),
        webpki::Error::CertNotValidYet { .. } => (Kind::Untimely, "leads to one that was not valid yet"),
        webpki::Error::NameConstraintViolation => (Kind::Unfit, "has a name that an authority above it may not give"),
        webpki::Error::PathLenConstraintViolated | webpki::Error::EndEntityUsedAsCa => {
            (Kind::Unfit, "was issued by a certificate that may not issue it")
        }
        webpki::Error::CaUsedAsEndEntity => (Kind::Unfit, "is one of an authority, not of a person"),
        webpki::Error::UnsupportedCriticalExtension => {
            (Kind::Unfit, "has an extension that must be understood and is not known here")
        }
        webpki::Error::UnsupportedCertVersion => (Kind::Unfit, "leads to one of an old version"),
        webpki::Error::UnsupportedSignatureAlgorithmContext(_)
        | webpki::Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            (Kind::Unfit, "or one above it is signed in a way that is not taken, such as with SHA-1 or a short key")
        }
        _ => (Kind::Untrusted, "does not lead to a trusted one"),
    }
}

/// A moment as webpki takes it.
///
/// # Errors
/// Before 1970.
fn moment(at: OffsetDateTime) -> Result<UnixTime, NoPath> {
    let seconds = u64::try_from(at.unix_timestamp()).map_err(|_| (Kind::Untimely, "can't be judged at this time"))?;
    Ok(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
}

/// The webpki check of a path with one list of revoked certificates.
pub(super) fn check_list(
    path: &[Vec<u8>],
    options: webpki::RevocationOptions<'_>,
    at: OffsetDateTime,
) -> Option<Result<(), webpki::Error>> {
    let (own, above) = path.split_first()?;
    let (anchor, between) = above.split_last()?;
    let anchor = CertificateDer::from(anchor.as_slice());
    let anchors = [webpki::anchor_from_trusted_cert(&anchor).ok()?];
    let between: Vec<CertificateDer> = between.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let own = CertificateDer::from(own.as_slice());
    let end = EndEntityCert::try_from(&own).ok()?;
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let checked = end.verify_for_usage(algorithms, &anchors, &between, moment(at).ok()?, AnyUse, Some(options), None);
    Some(checked.map(|_| ()))
}
