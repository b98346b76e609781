using System.ComponentModel;
using System.Globalization;
using PutTools.Secrets;
using PutTools.Text;

#pragma warning disable IDE0130 // users see it as PutTools.ResourceUri

namespace PutTools;

/// <summary>
/// A url that may hold a secret. Code gets the whole url and can write to it; what is shown, logged or serialized of it is
/// masked.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class ResourceUri : Uri, ISpanFormattable
{
    private ResourceUri(string text)
        : base(text, UriKind.RelativeOrAbsolute)
    {
    }

    /// <summary>The same url; null for null.</summary>
    internal static ResourceUri? Of(Uri? uri) => uri is null ? null : new ResourceUri(uri.OriginalString);

    /// <summary>The url without user information, and with secret values of its query masked.</summary>
    public override string ToString() => DisplayText.Of(RedactedUri.Text(OriginalString));

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    // Used by interpolated strings and by -f, which do not call ToString.
    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var text = ToString();
        var fits = text.AsSpan().TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    // Used by ConvertTo-Json.
    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertTo(ITypeDescriptorContext? context, Type? destinationType) => destinationType == typeof(string);

        public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType)
            => value?.ToString();
    }
}
