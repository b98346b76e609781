using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PutTools.Http;
using PutTools.Redirects;
using PutTools.Writes;
using Xunit;

namespace PutTools.Core.Tests.Writes;

/// <summary>How APIs announce, describe and end a long operation: the rows of the table in docs/cookbook/long-operations.md.</summary>
public sealed class OperationTests
{
    private const string Monitor = "Operation-Location: /op";
    private const string Location = "Location: /op";
    private const string Xml = "Content-Type: application/xml";
    private const string Resource = """{"id":1,"status":"cancelled"}""";

    /// <summary>The response to the write, the responses to the polls, the end, and the number of polls.</summary>
    public static TheoryData<string, string[], string, int> Rows => new()
    {
        // Azure, by either header, and by the resource's own state if there is no header.
        { R(202, "", "Azure-AsyncOperation: /op"), [R(200, """{"status":"InProgress"}"""), R(200, """{"status":"Succeeded"}""")], "done", 2 },
        { R(201, """{"properties":{"provisioningState":"Creating"}}""", "Azure-AsyncOperation: /op"), [R(200, """{"status":"Failed","error":{"message":"Disk full"}}""")], "Failed: Disk full", 1 },
        { R(200, "", Monitor), [R(200, """{"status":"running","percentComplete":20}"""), R(200, """{"status":"succeeded"}""")], "done", 2 },
        { R(201, """{"properties":{"provisioningState":"Creating"}}"""), [R(200, """{"properties":{"provisioningState":"Linking"}}"""), R(200, """{"properties":{"provisioningState":"Succeeded"}}""")], "done", 2 },
        { R(200, """{"properties":{"provisioningState":"Updating"}}"""), [R(200, """{"properties":{"provisioningState":"Failed"}}""")], "Failed", 1 },
        { R(200, """{"properties":{"provisioningState":"Succeeded"}}"""), [], "done", 0 },
        { R(202, "", Location), [R(202), R(202), R(200, """{"id":1}""")], "done", 3 },
        { R(202, "", Location), [R(202), R(204)], "done", 2 },
        // Google: done, and then error or response.
        { R(200, """{"name":"operations/7","done":false}"""), [R(200, """{"name":"operations/7","done":false}"""), R(200, """{"name":"operations/7","done":true,"response":{"id":1}}""")], "done", 2 },
        { R(200, """{"name":"operations/7","metadata":{}}"""), [R(200, """{"name":"operations/7","done":true,"error":{"code":8,"message":"No quota"}}""")], "failed: No quota", 1 },
        { R(200, """{"name":"operations/7","done":true,"error":{"code":8,"message":"No quota"}}"""), [], "failed: No quota", 0 },
        // An error may be a sentence, a flag or a list, and an empty one is none.
        { R(202, "", Monitor), [R(200, """{"done":true,"error":"No quota"}""")], "failed: No quota", 1 },
        { R(202, "", Monitor), [R(200, """{"done":true,"error":true,"message":"No quota"}""")], "failed: No quota", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"finished","errorMessage":"No quota"}""")], "finished: No quota", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"finished","error":null,"errors":[{"message":"No quota"}]}""")], "finished: No quota", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"finished","error":"","errors":[],"errorCode":0}""")], "done", 1 },
        { R(202, "", Monitor), [R(200, """{"job":{"status":"finished","exit_code":1}}""")], "finished", 1 },
        { R(202, "", Monitor), [R(200, """{"job":{"status":"finished","exit_code":0}}""")], "done", 1 },
        { R(200, "", Monitor), [R(200, """{"done":false}"""), R(200, """{"done":true}""")], "done", 2 },
        // Google leaves out what is false or empty.
        { R(200, """{"name":"operations/7"}"""), [R(200, """{"name":"operations/7"}"""), R(200, """{"name":"operations/7","done":true,"error":{"code":3,"message":"No quota"}}""")], "failed: No quota", 2 },
        { R(200, """{"name":"operations/7","owner":"x"}"""), [], "done", 0 },
        // Compute Engine: DONE even if it failed.
        { R(200, """{"kind":"compute#operation","selfLink":"/op","status":"RUNNING"}"""), [R(200, """{"kind":"compute#operation","status":"DONE","progress":100}""")], "done", 1 },
        { R(200, """{"kind":"compute#operation","selfLink":"/op","status":"PENDING"}"""), [R(200, """{"kind":"compute#operation","status":"DONE","error":{"errors":[{"code":"X","message":"Zone is full"}]}}""")], "DONE: Zone is full", 1 },
        // Redfish: a task, by its monitor, which is deleted after the end.
        { R(202, """{"@odata.id":"/op","TaskState":"New"}"""), [R(202, """{"TaskState":"Running","PercentComplete":50}"""), R(200, """{"TaskState":"Completed","TaskStatus":"OK"}""")], "done", 2 },
        { R(202, "", Location), [R(202, """{"TaskState":"Running"}"""), R(200, """{"TaskState":"Exception","Messages":[{"Message":"Power is off"}]}""")], "Exception: Power is off", 2 },
        { R(202, "", Location), [R(200, """{"TaskState":"Completed","TaskStatus":"Critical","Messages":[{"Message":"Power is off"}]}""")], "Completed: Power is off", 1 },
        { R(202, "", Location), [R(200, """{"TaskState":"Interrupted"}"""), R(200, """{"TaskState":"Suspended"}"""), R(404)], "warned: 404 X", 3 },
        // AWS and similar APIs.
        { R(202, "", Monitor), [R(200, """{"status":"UPDATE_IN_PROGRESS"}"""), R(200, """{"status":"UPDATE_COMPLETE"}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"status":"UPDATE_ROLLBACK_COMPLETE","statusReason":"No capacity left"}""")], "UPDATE_ROLLBACK_COMPLETE: No capacity left", 1 },
        { R(202, "", Monitor), [R(200, """{"ProgressEvent":{"OperationStatus":"IN_PROGRESS"}}"""), R(200, """{"ProgressEvent":{"OperationStatus":"FAILED","StatusMessage":"It is locked"}}""")], "FAILED: It is locked", 2 },
        // OData, Graph.
        { R(202, "", Location), [R(200, """{"status":"notStarted"}"""), R(200, """{"status":"inProgress","percentageComplete":12.5}"""), R(200, """{"status":"completed","resourceLocation":"/items/1"}""")], "done", 3 },
        { R(202, "", Location), [R(200, """{"status":"validationFailed"}""")], "validationFailed", 1 },
        // Kubernetes: conditions.
        { R(202, "", Monitor), [R(200, """{"status":{"conditions":[{"type":"Ready","status":"False"}]}}"""), R(200, """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"status":{"conditions":[{"type":"Failed","status":"True","message":"Image is missing"}]}}""")], "Failed: Image is missing", 1 },
        // A state that says only that the operation has ended, and a result beside it: GitHub, Azure DevOps, Jenkins, Databricks.
        { R(202, "", Monitor), [R(200, """{"status":"in_progress","conclusion":null}"""), R(200, """{"status":"completed","conclusion":"failure"}""")], "failure", 2 },
        { R(202, "", Location), [R(200, """{"status":"completed","result":"partiallySucceeded"}""")], "partiallySucceeded (in part)", 1 },
        { R(202, "", Location), [R(200, """{"building":true,"result":null}"""), R(200, """{"building":false,"result":"FAILURE"}""")], "FAILURE", 2 },
        { R(202, "", Location), [R(200, """{"building":true}"""), R(200, """{"building":false,"result":"SUCCESS"}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"state":{"life_cycle_state":"RUNNING"}}"""), R(200, """{"state":{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"state":{"life_cycle_state":"TERMINATED","result_state":"FAILED"}}""")], "FAILED", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"completed","result":{"id":1}}""")], "done", 1 },
        // Booleans.
        { R(202, "", Monitor), [R(200, """{"finished":false}"""), R(200, """{"finished":true,"success":false,"message":"Disk full"}""")], "failed: Disk full", 2 },
        { R(202, "", Location), [R(200, """{"success":false,"message":"Disk full"}""")], "failed: Disk full", 1 },
        { R(202, "", Location), [R(200, """{"complete":false}"""), R(200, """{"complete":true,"successful":false,"message":"Disk full"}""")], "failed: Disk full", 2 },
        { R(202, "", Monitor), [R(200, """{"isFinished":true,"status":"failed"}""")], "failed", 1 },
        { R(202, "", Location), [R(200, """{"State":"Finished","Result":{"Success":false,"Message":"Disk full"}}""")], "Finished: Disk full", 1 },
        { R(202, "", Location), [R(200, """{"State":"Finished","Result":{"Success":true,"Message":"OK"}}""")], "done", 1 },
        { R(202, "", Location), [R(200, """{"state":"Finished","result":{"result":"Failed","message":"Disk full"}}""")], "Failed: Disk full", 1 },
        { R(202, "", Location), [R(200, "<Task><State>Finished</State><Result Success='false'><Message>Disk full</Message></Result></Task>", Xml)], "Finished", 1 },
        { R(202, "", Location), [R(200, "<Task><State>Finished</State><Result Success='true'/></Task>", Xml)], "done", 1 },
        // Signal K: the status with which it ended, beside a state.
        { R(202, """{"state":"PENDING","statusCode":202,"href":"/op"}"""), [R(200, """{"state":"COMPLETED","statusCode":502,"message":"No device"}""")], "COMPLETED: No device", 1 },
        { R(202, """{"state":"PENDING","statusCode":202,"href":"/op"}"""), [R(200, """{"state":"COMPLETED","statusCode":200}""")], "done", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"done","result":{"status_code":"404","message":"No device"}}""")], "done: No device", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"done","responseCode":0}""")], "done", 1 },
        // An envelope, and members with other names: OpenStack.
        { R(202, "", Monitor), [R(200, """{"stack":{"stack_status":"UPDATE_IN_PROGRESS"}}"""), R(200, """{"stack":{"stack_status":"UPDATE_FAILED"}}""")], "UPDATE_FAILED", 2 },
        // Names in other cases, and other booleans.
        { R(202, "", Location), [R(200, """{"job_status":"RUNNING"}"""), R(200, """{"task-state":"error"}""")], "error", 2 },
        { R(202, "", Location), [R(200, """{"is_done":false}"""), R(200, """{"completed":false}"""), R(200, """{"ready":false}"""), R(200, """{"completed":true}""")], "done", 4 },
        { R(202, "", Location), [R(200, """{"State":{"Code":0,"Name":"pending"}}"""), R(200, """{"State":{"Code":9,"Name":"failed"}}""")], "failed", 2 },
        // Envelopes: JSON:API, Cloudflare, JSend, and a list of one.
        { R(202, "", Location), [R(200, """{"data":{"type":"jobs","attributes":{"status":"running"}}}"""), R(200, """{"data":{"type":"jobs","attributes":{"status":"failed"}},"meta":{}}""")], "failed: jobs", 2 },
        { R(202, "", Location), [R(200, """{"success":true,"errors":[],"result":{"status":"pending"}}"""), R(200, """{"success":true,"errors":[],"result":{"status":"failed"}}""")], "failed", 2 },
        { R(202, "", Location), [R(200, """{"status":"success","data":{"state":"running"}}"""), R(200, """{"status":"success","data":{"state":"ready"}}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"status":"completed","result":{"id":1,"status":"cancelled"}}""")], "done", 1 },
        // In an envelope that reports success of the read, the id of the operation tells what is about the operation.
        { R(202, "", Location), [R(200, """{"status":"Success","metadata":{"id":"op","status":"Running"}}"""), R(200, """{"status":"Success","metadata":{"id":"op","status":"Failure","err":"No space"}}""")], "Failure: No space", 2 },
        { R(202, "", Location), [R(200, """{"id":"op","status":"done","user":{"id":"op","status":"inactive"}}""")], "done", 1 },
        { R(202, "", Location), [R(200, """{"uuid":"op","status":"done","host":{"id":"op","status":"running"}}""")], "done", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"ok","jobs":[{"uuid":"op","state":"PartiallySucceeded"}]}""")], "PartiallySucceeded (in part)", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"success","vm":{"id":"7","status":"stopped"}}""")], "done", 1 },
        { R(202, "", Location), [R(200, """{"status":"success","data":{"state":"failed"}}""")], "warned: failed", 1 },
        { R(202, "", Monitor), [R(200, """[{"status":"running"}]"""), R(200, """[{"status":"failed"}]""")], "failed", 2 },
        // No state, but what else says that it continues.
        { R(202, "", Location), [R(200, """{"percent_complete":20}"""), R(200, """{"id":1}""", "Retry-After: 0.01"), R(200, """{"percent_complete":100}""")], "done", 3 },
        // Other forms: XML, a word, a status code, and a byte order mark.
        { R(202, "", Monitor), [R(200, "<Operation><Status>InProgress</Status></Operation>", Xml), R(200, "<Operation><Status>Failed</Status></Operation>", Xml)], "Failed", 2 },
        { R(202, "", Location), [R(200, "<Task status='running' progress='10'><Owner/></Task>", Xml), R(200, "<Task status='error'/>", Xml)], "error", 2 },
        { R(202, "", Monitor), [R(200, "RUNNING", "Content-Type: text/plain"), R(200, "\"failed\"", "Content-Type: application/json")], "failed: failed", 2 },
        { R(202, "", Location), [R(200, """{"status":202}"""), R(200, """{"status":500,"message":"Disk full"}""")], "500: Disk full", 2 },
        { R(202, "", Location), [R(200, "\uFEFF{\"status\":\"running\"}", "Content-Type: application/json"), R(200, "\uFEFF{\"status\":\"failed\"}", "Content-Type: application/json")], "failed", 2 },
        // An end whose result is unknown, or tells of failed parts.
        { R(202, "", Monitor), [R(200, """{"status":"completed","conclusion":"action_required"}""")], "warned: action_required", 1 },
        { R(202, "", Location), [R(200, """{"building":false,"result":"UNSTABLE"}""")], "warned: UNSTABLE", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"completed","result":"abandoned"}""")], "abandoned", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"completed","result":"succeededWithIssues"}""")], "succeededWithIssues (in part)", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"SUCCESS","result":"forty"}""")], "done", 1 },
        { R(202, "", Monitor), [R(200, """{"state":"JobComplete","numberRecordsFailed":3}""")], "JobComplete (in part)", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"completed","failed":0,"failures":[],"error":{"code":null,"message":""}}""")], "done", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"CANCEL_COMPLETE"}""")], "CANCEL_COMPLETE", 1 },
        { R(202, "", Location), [R(200, """{"error":{"message":"No quota"}}""")], "failed: No quota", 1 },
        // A body that can't be read does not tell of success.
        { R(202, "", Monitor), [R(200, """{"status":"run""")], "warned: 200 X", 1 },
        { R(202, "", Monitor), [R(200, "[]")], "warned: 200 X", 1 },
        // Azure's state at the root.
        { R(201, """{"provisioningState":"Creating"}"""), [R(200, """{"provisioningState":"Failed"}""")], "Failed", 1 },
        // A monitor that has no known state.
        { R(202, "", Monitor), [R(200, """{"id":7,"owner":"x"}""")], "warned: 200 X", 1 },
        { R(202, "", Monitor), [R(200, "<html>Log in</html>")], "warned: 200 X", 1 },
        // NetApp: the job as a link.
        { R(202, """{"job":{"uuid":"7","_links":{"self":{"href":"/op"}}}}"""), [R(200, """{"state":"running"}"""), R(200, """{"state":"failure","message":"Disk full"}""")], "failure: Disk full", 2 },
        // Other links to it: VMware Aria, Rubrik, Confluence, Veeam. A resource has a link to itself, too, and may be no job.
        { R(202, """{"status":"INPROGRESS","progress":0,"selfLink":"/op"}"""), [R(200, """{"status":"FAILED","message":"Disk full"}""")], "FAILED: Disk full", 1 },
        { R(202, """{"status":"QUEUED","links":[{"rel":"all","href":"/ops"},{"rel":"self","href":"/op"}]}"""), [R(200, """{"status":"RUNNING"}"""), R(200, """{"status":"SUCCEEDED"}""")], "done", 2 },
        { R(202, """{"id":"7","links":{"status":"/op"}}"""), [R(200, """{"finished":true,"successful":false,"message":"Disk full"}""")], "failed: Disk full", 1 },
        { R(202, "<Task Type='Task' Href='/op'><Links><Link Rel='Delete' Href='/op'/></Links><State>Running</State></Task>", Xml), [R(200, "<Task Href='/op'><State>Running</State></Task>", Xml), R(200, "<Task Href='/op'><State>Finished</State><Result Success='true'/></Task>", Xml)], "done", 2 },
        { R(202, """{"taskId":"7","url":"/op"}"""), [R(200, """{"taskId":"7","status":"failed","error":"Disk full"}""")], "failed: Disk full", 1 },
        // In an envelope, with an end and no state: Cisco Catalyst Center.
        { R(202, """{"response":{"taskId":"7","url":"/op"},"version":"1.0"}"""), [R(200, """{"response":{"startTime":1,"progress":"TASK_INTENT","isError":false}}"""), R(200, """{"response":{"startTime":1,"endTime":2,"isError":false}}""")], "done", 2 },
        { R(202, """{"response":{"taskId":"7","url":"/op"},"version":"1.0"}"""), [R(200, """{"response":{"startTime":1,"endTime":2,"isError":true,"failureReason":"Disk full"}}""")], "failed: response: Disk full", 1 },
        { R(202, "", Location), [R(200, """{"startTime":1,"name":"meeting"}""")], "done", 1 },
        // Zendesk: 200, and results of the parts.
        { R(200, """{"job_status":{"status":"queued","url":"/op"}}"""), [R(200, """{"job_status":{"status":"working"}}"""), R(200, """{"job_status":{"status":"completed","results":[{"id":1,"success":true}]}}""")], "done", 2 },
        { R(200, """{"job_status":{"status":"queued","url":"/op"}}"""), [R(200, """{"job_status":{"status":"completed","results":[{"id":1},{"error":"TicketNotFound","success":false}]}}""")], "completed (in part)", 1 },
        { R(202, """{"message":"Accepted","monitorUrl":"/op"}"""), [R(200, """{"status":"done"}""")], "done", 1 },
        { R(202, """{"id":"7","url":"/op"}"""), [], "accepted", 0 },
        { R(202, """{"status":"pending","links":{"self":{"href":"/items/1"}}}"""), [], "accepted", 0 },
        { R(202, """{"status":"active","_links":{"self":{"href":"/op"}}}"""), [], "accepted", 0 },
        { R(202, """{"status":"pending","links":["/op",7],"_links":null}"""), [], "accepted", 0 },
        { R(200, """{"id":1,"job":{"uuid":"7","_links":{"self":{"href":"/op"}}}}"""), [], "done", 0 },
        // The server that is polled does not know the operation, or the resource, yet.
        { R(202, "", Monitor), [R(404), R(404), R(200, """{"status":"Succeeded"}""")], "done", 3 },
        { R(201, """{"properties":{"provisioningState":"Accepted"}}"""), [R(404), R(200, """{"properties":{"provisioningState":"Succeeded"}}""")], "done", 2 },
        // Ends of other kinds: partial and unknown.
        { R(202, "", Monitor), [R(200, """{"status":"Expired"}""")], "Expired", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"Timeout"}""")], "Timeout", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"PartiallySucceeded"}""")], "PartiallySucceeded (in part)", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"CompletedWithErrors"}""")], "CompletedWithErrors (in part)", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"ROLLBACK_SUCCESSFUL"}""")], "ROLLBACK_SUCCESSFUL", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"completed_unsuccessfully"}""")], "completed_unsuccessfully", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"PROCESSING_FAILED"}""")], "PROCESSING_FAILED", 1 },
        { R(202, "", Monitor), [R(200, """{"status":"UPDATE_INCOMPLETE"}""")], "warned: UPDATE_INCOMPLETE", 1 },
        // Words of several parts that have not ended yet, and then one that has.
        { R(202, "", Monitor), [R(200, """{"status":"InProgressWithErrors"}"""), R(200, """{"status":"PARTIALLY_IN_PROGRESS"}"""), R(200, """{"status":"WAITING_FOR_APPROVAL"}"""), R(200, """{"status":"UPDATE_SUCCEEDED"}""")], "done", 4 },
        { R(202, "", Monitor), [R(200, """{"status":"RunningWithIssues"}"""), R(200, """{"status":"CompletedWithWarning"}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"status":"Scaling","percentComplete":20}"""), R(200, """{"status":"Succeeded"}""")], "done", 2 },
        { R(202, "", Monitor), [R(202, """{"status":"Frobnicated"}"""), R(200, """{"status":"Frobnicated"}""", "Retry-After: 0.01"), R(200, """{"status":"Frobnicated","progress":"90%"}"""), R(200, """{"status":"Frobnicated"}""")], "warned: Frobnicated", 4 },
        // Another url on the way, and the resource at the end.
        { R(202, "", Location), [R(202, "", "Location: /op/2"), R(200, """{"id":1}""")], "done", 2 },
        { R(202, "", Monitor), [R(200, """{"status":"running"}"""), R(303, "", "Location: /items/1")], "done", 2 },
        // The resource is not an operation, whatever it calls its status.
        { R(202, Resource, "Location: /items/1"), [], "done", 0 },
        { R(202, "", Monitor), [R(302, "", "Location: /items/1")], "done", 1 },
        // With 500 a part may have been applied, as with any write. Other codes are about the poll.
        { R(202, "", Location), [.. Enumerable.Repeat(R(500, """{"message":"Out of disk"}"""), 4)], "500 X (in part): Out of disk", 4 },
        { R(202, "", Location), [R(409, """{"message":"It is locked"}""")], "409 X: It is locked", 1 },
        { R(202), [], "accepted", 0 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_format_is_followed_to_its_end(string first, string[] polls, string end, int count)
    {
        var ofResource = first.Contains("provisioningState", StringComparison.Ordinal) && !first.Contains("/op", StringComparison.Ordinal);
        var number = 0;
        using var server = new ScriptedServer(request => request.Method == "PUT" ? first
            : (ofResource || request.Path != "/items/1") && number < polls.Length ? polls[number++]
            : R(200, Resource));
        Assert.Equal(end, await EndAsync(server));
        Assert.Equal(count, number);
        Assert.Single(server.Requests, static request => request.Method == "PUT");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Credentials_go_to_another_host_only_with_permission(bool isAllowed)
    {
        using var monitor = new ScriptedServer(static _ => R(200, """{"status":"Succeeded"}"""));
        using var server = new ScriptedServer(request => request.Method == "PUT" ? R(202, "", $"Operation-Location: {monitor.Uri}") : R(200, Resource));
        var settings = Requests.Once with { Headers = [new("X-Api-Key", "k")], Redirects = new RedirectSettings { PreserveAuthorization = isAllowed } };
        Assert.Equal("done", await EndAsync(server, settings));
        Assert.Equal(isAllowed, Assert.Single(monitor.Requests).Fields.ContainsKey("X-Api-Key"));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_status_about_the_poll_leaves_the_outcome_unknown(int status)
    {
        using var server = new ScriptedServer(request => request.Method == "PUT" ? R(202, "", Location) : R(status));
        var failure = await Assert.ThrowsAsync<RequestException>(() => RunAsync(server, Requests.Once with { Redirects = new() { Maximum = 0 } }, new Listener()));
        Assert.Equal(((ErrorKind)status, true), (failure.Kind, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task The_limit_for_responses_does_not_hide_the_state()
    {
        using var server = new ScriptedServer(static request => request.Method == "PUT" ? R(202, "", Monitor) : request.Number < 3 ? R(200, """{"status":"running","id":1}""") : R(200, """{"status":"failed","id":1}"""));
        Assert.Equal("failed", await EndAsync(server, Requests.Once with { MaximumResponseBytes = 5 }));
    }

    [Fact]
    public async Task A_response_that_can_not_be_read_may_announce_an_operation()
    {
        using var server = new ScriptedServer(static _ => R(200, """{"name":"operations/7","done":false}"""));
        var listener = new Listener();
        var response = await RunAsync(server, Requests.Once with { MaximumResponseBytes = 5 }, listener);
        Assert.Equal(ResourceOutcome.Unknown, response.Outcome);
        Assert.Contains(listener.Messages, static text => text.Contains("unknown if the server runs an operation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_response_that_is_saved_to_a_file_announces_an_operation()
    {
        var file = System.IO.Path.GetTempFileName();
        using var server = new ScriptedServer(static request => request.Method == "PUT" ? R(200, """{"name":"operations/7","done":false}""")
            : request.Path == "/items/1" ? R(200, """{"id":1}""") : R(200, """{"name":"operations/7","done":true}"""));
        try
        {
            var response = await RunAsync(server, Requests.Once, new Listener(), file);
            Assert.Equal((file, 0, """{"id":1}"""), (response.OutFile, response.Body.Length, System.IO.File.ReadAllText(file)));
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    [Theory]
    [InlineData("{\"data\":", "}")]
    [InlineData("{\"id\":1,\"result\":", "}")]
    [InlineData("{\"data\":{\"a\":1,\"b\":2},\"operation\":", "}")]
    public void A_deep_state_is_read_quickly(string open, string close)
    {
        var body = string.Concat(Enumerable.Repeat(open, 300)) + "{}" + string.Concat(Enumerable.Repeat(close, 300));
        var time = ThreadTime.Of(() => _ = OperationState.Of(Responses.Of(body, "application/json"), OperationPlace.Monitor));
        Assert.True(time < TimeSpan.FromSeconds(1), $"It took {time}.");
    }

    [Theory]
    [InlineData("data")]
    [InlineData("result")]
    public void A_long_state_in_envelopes_is_read_quickly(string name)
    {
        var members = string.Join(",", Enumerable.Range(0, 5_000).Select(static number => $"\"m{number}\":\"x\""));
        var body = string.Concat(Enumerable.Repeat($$"""{"{{name}}":""", 7)) + $"{{{members}}}" + new string('}', 7);
        var time = ThreadTime.Of(() => _ = OperationState.Of(Responses.Of(body, "application/json"), OperationPlace.Monitor));
        Assert.True(time < TimeSpan.FromSeconds(4), $"It took {time}.");
    }

    [Fact]
    public async Task A_poll_comes_no_later_than_the_longest_pause_that_is_allowed()
    {
        using var server = new ScriptedServer(static request => request.Method == "PUT" ? R(202, "", Monitor, "Retry-After: 86400") : R(200, """{"status":"Succeeded"}"""));
        Assert.Equal("done", await EndAsync(server, Requests.Once with { Retry = new() { MaximumRetryCount = 0, MaximumRetryAfter = TimeSpan.FromMilliseconds(20) } }));
    }

    [Fact]
    public async Task A_write_that_was_not_sent_has_no_operation()
    {
        using var server = new ScriptedServer(static _ => R(200, """{"properties":{"provisioningState":"Updating"}}"""));
        var response = await new WriteRunner(TimeProvider.System).RunAsync(
            new WriteOptions
            {
                Request = Requests.Put(server.Uri, """{"properties":{"provisioningState":"Updating"}}"""),
                IfChanged = true,
                WaitForCompletion = true,
                PollInterval = TimeSpan.FromMilliseconds(1),
            },
            null, CancellationToken.None).WaitAsync(Eventually.Limit);
        Assert.Equal(ResourceOutcome.Unchanged, response!.Outcome);
        Assert.Single(server.Requests);
    }

    private static string R(int status, string body = "", params string[] fields) => ScriptedServer.Response(status, body, fields);

    private static async Task<string> EndAsync(ScriptedServer server, ResourceSettings? settings = null)
    {
        var listener = new Listener();
        try
        {
            var response = await RunAsync(server, settings ?? Requests.Once with { Retry = new() { MaximumRetryCount = 0, Interval = TimeSpan.FromMilliseconds(1) } }, listener);
            var warning = listener.Messages.Find(static text => text.Contains("does not tell if", StringComparison.Ordinal));
            Assert.Equal(warning is not null, response.Outcome == ResourceOutcome.Unknown);
            return response.Outcome == ResourceOutcome.Accepted ? "accepted" : warning is null ? "done" : "warned: " + warning.Split('\'')[1];
        }
        catch (RequestException failure)
        {
            Assert.Equal(ErrorKind.OperationFailed, failure.Kind);
            var words = PutTools.ServerMessages.ServerMessage.Of(failure.Response!);
            return failure.Message.Split('\'')[1] + (failure.OutcomeUnknown ? " (in part)" : string.Empty) + (words is null || words[0] is '{' or '[' or '"' || failure.Response!.ContentType == "application/xml" ? string.Empty : ": " + words);
        }
    }

    private static async Task<HttpResponse> RunAsync(ScriptedServer server, ResourceSettings settings, Listener listener, string? outFile = null)
        => (await new WriteRunner(TimeProvider.System).RunAsync(
            new WriteOptions
            {
                Request = Requests.Put(server.Uri, settings: settings) with { OutFile = outFile },
                WaitForCompletion = true,
                PollInterval = TimeSpan.FromMilliseconds(1),
            },
            listener, CancellationToken.None).WaitAsync(Eventually.Limit))!;
}
