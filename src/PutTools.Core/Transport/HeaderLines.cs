#if NET
using PutTools.Http;

namespace PutTools.Transport;

/// <summary>
/// Makes a field of each line of a header section that is none, such as a date without its name, which some devices send. The runtime would
/// refuse the whole response, and other clients do not. No byte is added or removed: the first one that a name can't have becomes the colon.
/// </summary>
internal sealed class HeaderLines
{
    // HTTP/1.1 1xx: an interim response, after which another one follows.
    private const int ClassOfStatus = 9;

    private Place _place;
    private int _position;
    private bool _isInterim;

    private enum Place
    {
        StatusLine,
        LineStart,
        EmptyLine,
        Name,
        AfterName,
        Value,
        Body,
    }

    /// <summary>Begins the response to another request.</summary>
    public void Begin() => (_place, _position) = (Place.StatusLine, 0);

    /// <summary>Repairs the next bytes of the response in place.</summary>
    public void Repair(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && _place != Place.Body; i++)
            bytes[i] = Next(bytes[i]);
    }

    private byte Next(byte octet)
    {
        switch (_place)
        {
            case Place.StatusLine:
                if (_position++ == ClassOfStatus)
                    _isInterim = octet == '1';
                break;
            case Place.LineStart when octet is (byte)'\r':
                _place = Place.EmptyLine;
                return octet;
            case Place.LineStart or Place.EmptyLine when octet is (byte)'\n':
                End();
                return octet;
            case Place.LineStart when octet is (byte)' ' or (byte)'\t':
                // The last value goes on.
                _place = Place.Value;
                return octet;
            case Place.LineStart:
                _place = Place.Name;
                return HeaderField.IsTokenCharacter((char)octet) ? octet : (byte)'X';
            case Place.Name or Place.AfterName when octet is not (byte)'\n':
                return OfName(octet);
        }

        if (octet == '\n')
            _place = Place.LineStart;
        return octet;
    }

    private byte OfName(byte octet)
    {
        if (octet is (byte)' ' or (byte)'\t')
            _place = Place.AfterName;
        else if (_place == Place.AfterName || !HeaderField.IsTokenCharacter((char)octet))
            (_place, octet) = (Place.Value, (byte)':');
        return octet;
    }

    private void End()
    {
        if (_isInterim)
            Begin();
        else
            _place = Place.Body;
    }
}
#endif
