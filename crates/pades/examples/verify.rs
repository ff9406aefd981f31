//! Checks a signed PDF: `verify FILE.pdf [TRUSTED.pem]`. Says the verdict and every finding with its kind.
//!
//! Certificates whose signature no timestamp dates are judged at the time that the signer claims.

use pades::trust::Trust;
use pades::verdict::Reason;
use pades::verify;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let pdf = std::fs::read(args.next().ok_or("name a file")?)?;
    let mut trust = Trust::default();
    for file in args {
        trust.add_pem(&std::fs::read(file)?)?;
    }
    let checked = verify::check(&pdf, &trust, None);
    println!("{:?}", checked.verdict());
    let show = |findings: &[pades::verdict::Finding]| {
        findings.iter().for_each(|finding| println!("  {}: {:?}", finding.kind.code(), finding.text));
    };
    show(&checked.findings);
    for signature in &checked.signatures {
        println!("{:?} {:?} {:?}", signature.field, signature.signer, signature.verdict());
        show(&signature.findings);
    }
    Ok(())
}
