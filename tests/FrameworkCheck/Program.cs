using System;
using System.Net.Http;
using System.Text;
using PutTools;
using PutTools.Content;
using PutTools.Http;
using PutTools.Retries;
using PutTools.Writes;

// Writes to each url, by the method that is the first argument, and prints what is known of each write.
var settings = ResourceSettings.Default with { Retry = new RetrySettings { MaximumRetryCount = 2, Interval = TimeSpan.FromMilliseconds(10) } };
var content = new BytesContent(Encoding.UTF8.GetBytes("{\"name\":\"Jürgen\"}")) { ContentType = "application/json" };
foreach (var uri in args.Skip(1))
{
    var request = new ResourceRequest { Method = new HttpMethod(args[0]), Uri = new Uri(uri), Content = content, Settings = settings };
    try
    {
        var response = await new WriteRunner(TimeProvider.System).RunAsync(new WriteOptions { Request = request }, observer: null, default);
        Console.WriteLine($"{response!.StatusCode} {response.Outcome} {Encoding.UTF8.GetString(response.Body.ToArray())}");
    }
    catch (RequestException failure)
    {
        Console.WriteLine($"{failure.Kind.ToId()}, {(failure.OutcomeUnknown ? "unknown" : "not applied")}");
    }
}
