using PutTools.Secrets;
using Xunit;

namespace PutTools.Core.Tests;

public class RedactedMarkupTests
{
    [Theory]
    [InlineData("""{"name":"Frodo","password":"p\"w","n":1}""", """{"name":"Frodo","password":"***","n":1}""")]
    [InlineData("""{ "client_secret" : { "a": [1, "}"] }, "b": 2 }""", """{ "client_secret" : "***", "b": 2 }""")]
    [InlineData("""{"pin":1234}""", """{"pin":"***"}""")]
    [InlineData("""{"tokens":[1],"access_token":["x"],"c":"password"}""", """{"tokens":[1],"access_token":"***","c":"password"}""")]
    [InlineData("""{"p\u0061ssword":"x"}""", """{"p\u0061ssword":"***"}""")]
    [InlineData("""{"a":"password","b":"x"}""", """{"a":"password","b":"x"}""")]
    [InlineData("""{"password":null,"code":"invalid","key":"a"}""", """{"password":null,"code":"invalid","key":"a"}""")]
    [InlineData("""{"password":"cut of""", """{"password":"***" """)]
    [InlineData("""{"password":""", """{"password":""")]
    [InlineData("""[{"password":"x"},{"password":"y"}""", """[{"password":"***"},{"password":"***"}""")]
    [InlineData("""{"password":{"token":"x","a":[{"pin":1}]},"b":2}""", """{"password":"***","b":2}""")]
    [InlineData("""{"password":{"a":["cut of""", """{"password":"***" """)]
    [InlineData("no JSON: \"", "no JSON: \"")]
    [InlineData("""He said "no: {"password":"x","a":1}""", """He said "no: {"password":"***","a":1}""")]
    [InlineData("""{"sent":"{\"password\":\"p\\\"w\",\"n\":1}"}""", """{"sent":"{\"password\":\"***\",\"n\":1}"}""")]
    [InlineData("""{"sent":"{\"client_secret\":{\"a\":1},\"n\":1}"}""", """{"sent":"{\"client_secret\":\"***\",\"n\":1}"}""")]
    public void Json_masks_values_under_the_name_of_a_secret(string text, string shown) => Assert.Equal(shown.TrimEnd(), RedactedMarkup.Text(text));

    [Theory]
    [InlineData("<a><password>x</password><b>1</b></a>", "<a><password>***</password><b>1</b></a>")]
    [InlineData("<s:Password xmlns:s=\"u\"><![CDATA[x<y]]></s:Password>", "<s:Password xmlns:s=\"u\">***</s:Password>")]
    [InlineData("<password><!-- c -->x</password><b/>", "<password>***</password><b/>")]
    [InlineData("<token><value>x</value></token>", "<token>***</token>")]
    [InlineData("<token/><a>1</a>", "<token/><a>1</a>")]
    [InlineData("<Secret>cut of", "<Secret>***")]
    [InlineData("<Secret a='b'", "<Secret a='b'")]
    [InlineData("<password><token>x</token></password><b/>", "<password>***</password><b/>")]
    [InlineData("<login password='token=\"x\"' pin=''/>", "<login password='***' pin=''/>")]
    [InlineData("<login password=", "<login password=")]
    [InlineData("<login password='cut><b c='1'/>", "<login password='***>")]
    [InlineData("{\"xml\":\"<a password=\\\"planted\\\" b='1'/>\"}", "{\"xml\":\"<a password=\\\"***\" b='1'/>\"}")]
    [InlineData("<login user='a' password = 'x' s:api-key=\"y>z\"/>", "<login user='a' password = '***' s:api-key=\"***\"/>")]
    [InlineData("<login password='cut of", "<login password='***")]
    [InlineData("{\"xml\":\"<pin>1</pin>\"}", "{\"xml\":\"<pin>***</pin>\"}")]
    public void Xml_masks_the_text_of_secrets(string text, string shown) => Assert.Equal(shown, RedactedMarkup.Text(text));

    [Theory]
    [InlineData("--b\nContent-Disposition: form-data;name=password\n\nplanted\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; filename=\"x\"; name=\"password\"\r\n\r\nplanted\r\n--b--")]
    [InlineData("--b\r\nContent-Type: application/json\r\n\r\n{\"password\":\"planted\"}\r\n--b--")]
    public void Multipart_masks_secrets_in_other_forms(string text)
        => Assert.DoesNotContain("planted", RedactedText.Multipart(text, "b"), System.StringComparison.Ordinal);

    [Theory]
    [InlineData("\"pin\": two words, \"a\": 1", "\"pin\": two words, \"a\": 1")]
    [InlineData("\"pin\": planted \t\n}", "\"pin\": \"***\"\n}")]
    [InlineData("\"pin\": planted ", "\"pin\": \"***\"")]
    public void A_value_without_quotes_is_one_word(string text, string shown) => Assert.Equal(shown, RedactedMarkup.Text(text));

    [Theory]
    [InlineData("\"")]
    [InlineData("\\\"")]
    [InlineData("<pin ")]
    [InlineData("<pin>")]
    [InlineData("pin=\"")]
    [InlineData("\"pin\":[")]
    [InlineData("\"pin\":\\")]
    [InlineData("\"pin\" :")]
    [InlineData("\"pin\": a b ")]
    [InlineData("?a=1;")]
    [InlineData("?a=1;b=%3D;")]
    [InlineData("\\\"\\\n")]
    [InlineData("\"pin\":a")]
    [InlineData("{\"name\":\"pin\",\"value\":")]
    public void A_long_text_takes_linear_time(string part)
    {
        var text = string.Concat(System.Linq.Enumerable.Repeat(part, 1_000_000 / part.Length)) + new string(' ', 100_000) + "?/>";
        var time = ThreadTime.Of(() =>
        {
            _ = RedactedMarkup.Text(text);
            _ = RedactedText.Any("[\"" + text);
        });
        Assert.True(time < System.TimeSpan.FromSeconds(3), $"It took {time}.");
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----\n")]
    [InlineData("""{"cert":"-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----","key":"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"}""", """{"cert":"-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----","key":"-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----"}""")]
    [InlineData("""{"key":"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl""", """{"key":"-----BEGIN OPENSSH PRIVATE KEY-----***""")]
    [InlineData("-----BEGIN PGP PRIVATE KEY BLOCK-----x-----END PGP PRIVATE KEY BLOCK-----", "-----BEGIN PGP PRIVATE KEY BLOCK-----***-----END PGP PRIVATE KEY BLOCK-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----x-----END PUBLIC KEY----- PRIVATE KEY-----y", "-----BEGIN PUBLIC KEY-----x-----END PUBLIC KEY----- PRIVATE KEY-----y")]
    [InlineData("-----BEGIN ", "-----BEGIN ")]
    public void A_private_key_is_masked_whatever_its_name_is(string text, string shown) => Assert.Equal(shown, RedactedMarkup.Text(text));
}
