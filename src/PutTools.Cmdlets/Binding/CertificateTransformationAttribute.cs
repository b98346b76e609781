namespace PutTools.Cmdlets.Binding;

/// <summary>Names the parameters for a file and a thumbprint if a certificate is given as text.</summary>
internal sealed class CertificateTransformationAttribute : RefusalAttribute
{
    private protected override string? Refuse(object value) => value is string ? MistakeMessages.CertificateIsText : null;
}
