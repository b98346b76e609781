using System;
using System.Globalization;
using PutTools.Secrets;
using Xunit;

namespace PutTools.Core.Tests.Secrets;

public class RedactedUriTests
{
    [Theory]
    [InlineData("https://host/a?b=c#d", "https://host/a?b=c#d")]
    [InlineData("https://me:hidden@host/a", "https://host/a")]
    [InlineData("https://me%40x:hidd%C3%A9n@host:8443/a", "https://host:8443/a")]
    [InlineData("https://m\u00e9 x:hidden@host/a", "https://host/a")]
    [InlineData("https://u@host/menu@2x.png", "https://host/menu@2x.png")]
    [InlineData("https://host/a?access_token=hidden", "https://host/a?access_token=***")]
    [InlineData("https://host/a?page=1&API_KEY=hidden&x=2", "https://host/a?page=1&API_KEY=***&x=2")]
    [InlineData("https://host/a?sig=hidden#end", "https://host/a?sig=***#end")]
    [InlineData("https://host/a?code=hidden&user_code=hidden&authCode=hidden", "https://host/a?code=***&user_code=***&authCode=***")]
    [InlineData("https://host/a?apikey=hidden&api.key=hidden&codeVerifier=hidden", "https://host/a?apikey=***&api.key=***&codeVerifier=***")]
    [InlineData("https://host/a?X-Amz-Signature=hidden&x-amz-credential=hidden&X-Amz-Security-Token=hidden&X-Amz-Date=1", "https://host/a?X-Amz-Signature=***&x-amz-credential=***&X-Amz-Security-Token=***&X-Amz-Date=1")]
    [InlineData("https://host/a?pass=hidden&jwt=hidden&sid=hidden&otp=hidden&pin=hidden&ticket=hidden&assertion=hidden&auth=hidden", "https://host/a?pass=***&jwt=***&sid=***&otp=***&pin=***&ticket=***&assertion=***&auth=***")]
    [InlineData("https://host/a?status_code=1&error_code=2&sortkey=3&max_tokens=4&barcode=5&productCode=6", "https://host/a?status_code=1&error_code=2&sortkey=3&max_tokens=4&barcode=5&productCode=6")]
    [InlineData("https://host/a?zipcode=1&postal_code=2&countryCode=de", "https://host/a?zipcode=1&postal_code=2&countryCode=de")]
    [InlineData("https://host/a?keyword=b&design=c&codec=d&keyboard=e", "https://host/a?keyword=b&design=c&codec=d&keyboard=e")]
    [InlineData("https://host/a?client_secret=hidden&password=hidden", "https://host/a?client_secret=***&password=***")]
    public void A_url_is_shown_without_its_secrets(string uri, string shown)
    {
        Assert.Equal(shown, RedactedUri.Text(new Uri(uri)));
        Assert.Equal(shown, ResourceUri.Of(new Uri(uri))!.ToString());
        Assert.Equal(shown, $"{ResourceUri.Of(new Uri(uri))}");
        Assert.Equal(shown, string.Format(CultureInfo.InvariantCulture, "{0:x}", ResourceUri.Of(new Uri(uri))));
        Assert.Equal(uri, ResourceUri.Of(new Uri(uri))!.OriginalString);
    }

    [Theory]
    [InlineData("https://host/a?pass=hidden#access_token=hidden&state=1", "https://host/a?pass=***#access_token=***&state=1")]
    [InlineData("https://host/a;jsessionid=hidden/b;v=1?c=d", "https://host/a;jsessionid=***/b;v=1?c=d")]
    [InlineData("https://host/a?b=1;token=hid;den&c=d", "https://host/a?b=1;token=***&c=d")]
    [InlineData("https://host/a?next=https%3A%2F%2Fh%2F%3Fpage%3D1%26token%3Dhidden&b=c", "https://host/a?next=***&b=c")]
    [InlineData("https://host/a?next=https%3A%2F%2Fh%2F%3Fpage%3D1&b=c", "https://host/a?next=https%3A%2F%2Fh%2F%3Fpage%3D1&b=c")]
    [InlineData("https://me:hid#den@host", "https://host")]
    [InlineData("https://me:hidden", "https://me:***")]
    [InlineData("https://me:80/a", "https://me:80/a")]
    [InlineData("https://[::1]:80/a", "https://[::1]:80/a")]
    [InlineData("https://me:{port}/a", "https://me:{port}/a")]
    [InlineData("https://me:hid/den@host", "https://host")]
    [InlineData("https://me:80#hidden@host/a", "https://host/a")]
    [InlineData("https://me:80?hidden@host/a", "https://host/a")]
    [InlineData("https://me:80?hid@den@host/a", "https://host/a")]
    [InlineData("https://host:80?mail=me@example.org", "https://host:80?mail=me@example.org")]
    [InlineData("https://host:80/x?mail=me@example.org", "https://host:80/x?mail=me@example.org")]
    [InlineData("https:/me:hidden@host/a", "https:/host/a")]
    [InlineData("https:me:hidden@host/a", "host/a")]
    [InlineData("https:\\\\me:hidden@host/a", "https:\\\\host/a")]
    [InlineData("//me:hidden@host/a", "//host/a")]
    [InlineData("me:hid#den@host/x", "host/x")]
    [InlineData("/users/me@example.org?a=b", "/users/me@example.org?a=b")]
    [InlineData("users/me@example.org", "users/me@example.org")]
    [InlineData("me@example.org", "me@example.org")]
    [InlineData("https://host:8080/menu@2x.png", "https://host:8080/menu@2x.png")]
    [InlineData("me:hidden@host/a", "host/a")]
    [InlineData("me:hid@den@host:8080", "host:8080")]
    [InlineData("host:8080/menu@2x.png", "host:8080/menu@2x.png")]
    [InlineData("me@host/a", "me@host/a")]
    [InlineData("htps://me:hidden@host/{id}?token=hidden", "htps://host/{id}?token=***")]
    [InlineData("https://me:hid@den@host/{", "https://host/{")]
    [InlineData("http//me:hidden@host/x", "http//host/x")]
    [InlineData("http//me:hid/d//en@host/x", "http//host/x")]
    [InlineData("http;//me:hidden@host", "http;//host")]
    [InlineData("http\\\\me:hidden@host", "http\\\\host")]
    [InlineData("http:://me:hidden@host", "host")]
    [InlineData("\"https://me:hidden@host/x", "\"https://host/x")]
    [InlineData("<https://me:hidden@host>", "<https://host>")]
    [InlineData("url=https://me:hidden@host", "url=https://host")]
    [InlineData("https://host/save/http://site:80/@me", "https://host/save/http://site:80/@me")]
    [InlineData("https://host/a//b:c@d", "https://host/a//b:c@d")]
    [InlineData("http://http://me:hidden@host/x", "http://http://host/x")]
    [InlineData("http://http//me:hidden@host/x", "http://http//host/x")]
    [InlineData("http//hidden@host/x", "http//host/x")]
    [InlineData("HTTPS;//hidden@host", "HTTPS;//host")]
    [InlineData("http://http//hidden@host/x", "http://http//host/x")]
    [InlineData("\"https://hidden@host/x", "\"https://host/x")]
    [InlineData("/save/http//me@host", "/save/http//me@host")]
    [InlineData("https://host/save/http//me@host", "https://host/save/http//me@host")]
    [InlineData("a:@", "")]
    [InlineData("https://me:hid://d:en@host/x", "https://host/x")]
    [InlineData("users//me@example.org", "users//me@example.org")]
    [InlineData("/path?key=hidden", "/path?key=***")]
    [InlineData("/path?to%6Ben=hidden&b", "/path?to%6Ben=***&b")]
    public void Text_that_is_not_a_url_is_shown_without_its_secrets(string text, string shown) => Assert.Equal(shown, RedactedUri.Text(text));

    [Theory]
    [InlineData("No connection to 'http://me:hidden@proxy:3128/' (through https://h/?token=hidden).", "No connection to 'http://proxy:3128/' (through https://h/?token=***).")]
    [InlineData("://", "://")]
    [InlineData("a://b://c@d", "a://b://c@d")]
    [InlineData("nothing", "nothing")]
    public void Urls_in_a_sentence_are_masked(string text, string shown) => Assert.Equal(shown, RedactedUri.InSentence(text));

    [Theory]
    [InlineData("https://host/a?token=***", true)]
    [InlineData("https://host/a?token=***&b=c", true)]
    [InlineData("https://host/a?token=***#d", true)]
    [InlineData("https://host/a?token=%2A%2A%2A", true)]
    [InlineData("https://host/a?token=%2a*%2A&b=c", true)]
    [InlineData("https://host/***?b=****&c=**", false)]
    [InlineData("https://host/%2A%2A%2A?b=%2A%2A", false)]
    public void A_masked_url_is_recognized(string text, bool isMasked) => Assert.Equal(isMasked, RedactedUri.IsMasked(text));

    [Fact]
    public void A_text_of_only_separators_is_masked_quickly()
    {
        var text = new string('?', 200_000) + new string('&', 200_000);
        Assert.Equal(text, RedactedUri.Text(text));
    }
}
