using PutTools.Secrets;
using Xunit;

namespace PutTools.Core.Tests;

public class RedactedTextTests
{
    [Theory]
    [InlineData("""[{"op":"add","path":"/users/0/password","value":{"a":[1,2]}},{"op":"add","path":"/b","value":1}]""", """[{"op":"add","path":"/users/0/password","value":"***"},{"op":"add","path":"/b","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/passwords/0","value":"x"}]""", """[{"op":"add","path":"/passwords/0","value":"***"}]""")]
    [InlineData("""bad: [{"value":"x","path":"/password"}]""", """bad: [{"value":"***","path":"/password"}]""")]
    [InlineData("""[{"value":"x","name":"API_KEY"},{"value":"y","name":"PORT"}]""", """[{"value":"***","name":"API_KEY"},{"value":"y","name":"PORT"}]""")]
    [InlineData("""{"name":"password","b":{"value":"x"}}""", """{"name":"password","b":{"value":"x"}}""")]
    [InlineData("""{"name":"password","value":"cut of""", """{"name":"password","value":"***" """)]
    [InlineData("""{"name":"password","value":null,"client_secret":{"value":"x"}}""", """{"name":"password","value":null,"client_secret":"***"}""")]
    [InlineData("""{"value":"a\",b","name":"password"}""", """{"value":"***","name":"password"}""")]
    [InlineData("""[]}]{"name":"password","value":"x"}""", """[]}]{"name":"password","value":"***"}""")]
    [InlineData("""{"title":"password","value":"x"}""", """{"title":"password","value":"x"}""")]
    [InlineData("""{"value":"x","name":""", """{"value":"x","name":""")]
    [InlineData("""{"body":"{\"name\":\"pin\",\"value\":1}"}""", """{"body":"{\"name\":\"pin\",\"value\":\"***\"}"}""")]
    public void Json_masks_the_value_beside_the_name_of_a_secret(string text, string shown) => Assert.Equal(shown.TrimEnd(), RedactedText.Any(text));

    [Theory]
    [InlineData("grant_type=password&client_secret=x+y&user=a", "grant_type=password&client_secret=***&user=a")]
    [InlineData("a=1", "a=1")]
    [InlineData("a=%7B%22password%22%3A%22x%22%7D&b=%7B%22c%22%3A1%7D", "a=***&b=%7B%22c%22%3A1%7D")]
    [InlineData("a=%7B+%22password%22+%3A+%22x%22%7D", "a=***")]
    public void Form_masks_the_values_of_secrets(string text, string shown) => Assert.Equal(shown, RedactedText.Form(text));

    [Theory]
    [InlineData("<add key=\"Password\" value=\"x\"/><add key=\"b\" value=\"1\"/>", "<add key=\"Password\" value=\"***\"/><add key=\"b\" value=\"1\"/>")]
    [InlineData("<p><name>password</name><value>x</value></p>", "<p><name>password</name><value>***</value></p>")]
    [InlineData("<p><value>x</value>\n<s:name>password</s:name></p>", "<p><value>***</value>\n<s:name>password</s:name></p>")]
    [InlineData("<p><name>password</name><value><![CDATA[x]]></value></p>", "<p><name>password</name><value>***</value></p>")]
    [InlineData("<p><name>a</name><value>x</value><name>password</name></p>", "<p><name>a</name><value>***</value><name>password</name></p>")]
    [InlineData("<add value='x' key='Password'/>", "<add value='***' key='Password'/>")]
    [InlineData("<a s:password = 'x' b=\"1\"><s:Password>x</s:Password></a>", "<a s:password = '***' b=\"1\"><s:Password>***</s:Password></a>")]
    public void Xml_masks_the_value_beside_the_name_of_a_secret(string text, string shown) => Assert.Equal(shown, RedactedText.Any(text));

    [Theory]
    [InlineData("name: a\npassword: my own phrase\nb: 1", "name: a\npassword: ***\nb: 1")]
    [InlineData("a=1&password=x&b=2", "a=1&password=***&b=2")]
    [InlineData("[database]\nuser = a\npassword = x\n", "[database]\nuser = a\npassword = ***\n")]
    [InlineData("{'user':'a','password':'x'}", "{'user':'a','password':'***'}")]
    [InlineData("{ user: \"a\", password: \"x\\\"y\", b: 1 }", "{ user: \"a\", password: \"***\", b: 1 }")]
    [InlineData("""{"query":"login(user: \"a\", password: \"x\") { id }"}""", """{"query":"login(user: \"a\", password: \"***\") { id }"}""")]
    [InlineData("{'password':'cut of", "{'password':'***")]
    [InlineData("The passport: 1, my-password-hint: 2", "The passport: 1, my-password-hint: 2")]
    public void Lines_of_other_text_are_masked_by_their_names(string text, string shown) => Assert.Equal(shown, RedactedText.Any(text));

    [Theory]
    [InlineData("env:\n- name: DB_PASSWORD\n  value: x\n- name: PORT\n  value: 1\n", "env:\n- name: DB_PASSWORD\n  value: ***\n- name: PORT\n  value: 1\n")]
    [InlineData("env:\n- value: |\n    x\n    y\n  name: DB_PASSWORD\nb: 1", "env:\n- value: ***\n    ***\n    ***\n  name: DB_PASSWORD\nb: 1")]
    [InlineData("db: {user: a, password: x, b: 1}", "db: {user: a, password: ***, b: 1}")]
    [InlineData("\"password\": 'x'\nb: [{ pin: 1 }]", "\"password\": ***\nb: [{ pin: ***}]")]
    [InlineData("value: 1\nother:\n  name: password", "value: 1\nother:\n  name: password")]
    public void Yaml_masks_secrets_in_each_of_its_forms(string text, string shown) => Assert.Equal(shown, RedactedText.Yaml(text));

    [Fact]
    public void Sentence_shows_what_is_wrong_with_a_secret()
        => Assert.Equal("password: is too short, not 'x'", RedactedText.Sentence("password: is too short, not 'x'"));

    [Fact]
    public void Multipart_masks_the_members_of_its_parts()
        => Assert.Contains("""{"password":"***"}""", RedactedText.Multipart("--b\r\nContent-Disposition: form-data; name=o\r\n\r\n{\"password\":\"x\"}\r\n--b--\r\n", "b"), System.StringComparison.Ordinal);

    [Fact]
    public void Multipart_masks_the_parts_of_secrets()
    {
        const string text = "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nsecret value\r\n--b\r\nContent-Disposition: form-data; name=title\r\n\r\nTale\r\n--b--\r\n";

        var shown = RedactedText.Multipart(text, "b");

        Assert.DoesNotContain("secret value", shown, System.StringComparison.Ordinal);
        Assert.Contains("Tale", shown, System.StringComparison.Ordinal);
        Assert.Contains("name=\"password\"\r\n\r\n***\r\n--b", shown, System.StringComparison.Ordinal);
    }
}
