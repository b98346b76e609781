using System;
using System.Linq;
using System.Text;
using PutTools.Http;
using PutTools.ServerMessages;
using Xunit;

namespace PutTools.Core.Tests.ServerMessages;

public class ServerMessageTests
{
    [Theory]
    [InlineData("""{"message":""}""")]
    [InlineData("""{"error":null,"detail":" "}""")]
    [InlineData("""{"error":{}}""")]
    [InlineData("""{"errors":[{"message":""}],"data":null}""")]
    [InlineData("<error><message/></error>")]
    public void A_body_of_empty_words_says_nothing(string body) => Assert.Null(Of(body, "application/json"));

    [Theory]
    [InlineData("""{"type":"about:blank","title":"No credit","status":403,"detail":"Balance is 30."}""", "No credit: Balance is 30.")]
    [InlineData("""{"title":"No credit"}""", "No credit")]
    [InlineData("""{"title":"Unprocessable Content","detail":"Balance is 30."}""", "Balance is 30.")]
    [InlineData("""{"error":{"code":"E1","message":"Name is taken"}}""", "E1: Name is taken")]
    [InlineData("""{"error":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"error":"invalid_grant","error_description":"The token has expired"}""", "invalid_grant: The token has expired")]
    [InlineData("""{"message":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"errors":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"errcode":40001,"errmsg":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"error_code":"x1","error_msg":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"name":"INVALID","message":"The request is invalid","details":[{"field":"/amount","issue":"MISSING"},{"field":"/name","issue":"Is taken","description":"A name is unique"}]}""", "The request is invalid|/amount: MISSING|/name: A name is unique: Is taken")]
    [InlineData("""{"Message":"Any case"}""", "Any case")]
    [InlineData("""{"message":null,"error":"Not the null"}""", "Not the null")]
    [InlineData("""{"resourceValidationErrors":[],"fieldValidationErrors":[{"fieldName":"Rate","title":"Validation Error","localisedMessage":"The rate is negative"}],"title":"The update failed"}""", "The update failed|Rate: Validation Error: The rate is negative")]
    [InlineData("""{"message":"Rejected","policyViolations":[{"field":"name","message":"Is taken"}]}""", "Rejected|name: Is taken")]
    [InlineData("""["first","second"]""", "first|second")]
    [InlineData("""[{"message":"first"}]""", "first")]
    [InlineData("\"Just text\"", "Just text")]
    [InlineData(")]}'\n{\"error\":\"Name is taken\"}", "Name is taken")]
    [InlineData("""{"code":7}""", """{"code":7}""")]
    [InlineData("""{"broken":""", """{"broken":""")]
    [InlineData("{\"message\":\"two\\n  lines\"}", "two lines")]
    [InlineData("""{"errors":["first","second"]}""", "first|second")]
    [InlineData("""{"errors":[{"code":1,"message":"first"},{"code":2,"message":"second"}]}""", "first|second")]
    [InlineData("""{"error":422,"status":"No objects found."}""", "No objects found.")]
    [InlineData("""{"status":"Unprocessable Content","code":"E1"}""", "E1")]
    [InlineData("""{"status":"Failure","code":"E1"}""", "E1")]
    [InlineData("""{"status":"Not this one","message":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"message":"\"%field\" of %1 is required, 5%","parameters":{"field":"sku","1":"cart"}}""", "\"sku\" of cart is required, 5%")]
    [InlineData("""{"message":"%2 of %1: %3","parameters":["cart","sku"]}""", "sku of cart: %3")]
    [InlineData("""{"error":{"@Message.ExtendedInfo":[{"MessageArgs":["AssetTag","7"],"Message":"%2 is no value of %1, 100%"}]}}""", "7 is no value of AssetTag, 100%")]
    [InlineData("""{"AssetTag@Message.ExtendedInfo":[{"RelatedProperties":["#/AssetTag"],"Message":"It is too long"}]}""", "#/AssetTag: It is too long")]
    [InlineData("""{"errors":{"order":{"orderId":["is taken"]},"items":{"10":{"0":["is empty"]}}}}""", "order.orderId: is taken|items.10.0: is empty")]
    [InlineData("""{"message":"Invalid","errors":{"embeds":{"0":{"fields":{"1":{"name":{"_errors":[{"message":"It is too long"}]}}}}}}}""", "Invalid|embeds.0.fields.1.name: It is too long")]
    [InlineData("""{"detail":"Failed Validation","validation_messages":{"name":{"isEmpty":"Value is required"}}}""", "Failed Validation|name.isEmpty: Value is required")]
    [InlineData("""{"error":{"errors":[{"message":"It is no number","locationType":"parameter","location":"maxResults"}],"code":400,"message":"Invalid"}}""", "Invalid|maxResults: It is no number")]
    [InlineData("""{"code":1,"errorDesc":"The date is in the past"}""", "The date is in the past")]
    public void Json_is_read_by_its_usual_members(string body, string lines) => Assert.Equal(lines, Of(body, "application/json"));

    [Theory]
    // ASP.NET, Rails, Laravel, GitLab, Phoenix, Django.
    [InlineData("""{"title":"Unprocessable Content","errors":{"name":["is taken"]}}""", "name: is taken")]
    [InlineData("""{"title":"Invalid","errors":{"name":["must not be empty","is too short"],"age":["is negative"]}}""", "Invalid|name: must not be empty; is too short|age: is negative")]
    [InlineData("""{"Message":"The request is invalid.","ModelState":{"user.Name":["The Name field is required."]}}""", "The request is invalid.|user.Name: The Name field is required.")]
    [InlineData("""{"message":"The given data was invalid.","errors":{"email":["The email must be valid."]}}""", "The given data was invalid.|email: The email must be valid.")]
    [InlineData("""{"message":{"name":["has already been taken"]}}""", "name: has already been taken")]
    [InlineData("""{"errors":{"detail":"Not found here"}}""", "Not found here")]
    [InlineData("""{"errors":{"title":["can't be blank"]}}""", "title: can't be blank")]
    [InlineData("""{"errors":{"summary":"You must specify a summary of the issue."},"errorMessages":["Bad issue"]}""", "summary: You must specify a summary of the issue.|Bad issue")]
    [InlineData("""{"name":["This field is required."],"price":["A valid number is required."]}""", "name: This field is required.|price: A valid number is required.")]
    [InlineData("""{"items":[{},{"price":["A valid number is required."]}]}""", "items[1].price: A valid number is required.")]
    [InlineData("""{"code":"rest_invalid_param","message":"Invalid parameter(s): status","data":{"status":400,"params":{"status":"status is not one of draft, publish."}}}""", "rest_invalid_param: Invalid parameter(s): status|status: status is not one of draft, publish.")]
    [InlineData("""{"code":"rest_invalid_param","message":"Invalid parameter(s): status, author","data":{"status":400,"params":{"status":"status is not one of draft, publish.","author":"author is not of type integer."},"details":{"status":{"code":"rest_not_in_enum","message":"status is not one of draft, publish.","data":null},"author":{"code":"rest_invalid_type","message":"author is not of type integer.","data":{"param":"author"}}}}}""", "rest_invalid_param: Invalid parameter(s): status, author|status: status is not one of draft, publish.|author: author is not of type integer.")]
    [InlineData("""{"details":{"status":{"message":"It is closed."},"age":{"message":"It is negative."}}}""", "status: It is closed.|age: It is negative.")]
    [InlineData("""[{"instancePath":"/name","keyword":"type","params":{"type":"string"},"message":"must be string"}]""", "/name: must be string")]
    // Django: a field may have the name of a container, and what is about no field stands beside the fields.
    [InlineData("""{"site":["This field is required."],"non_field_errors":["The fields site, name must make a unique set."]}""", "site: This field is required.|The fields site, name must make a unique set.")]
    [InlineData("""{"non_field_errors":["The order is closed."],"rows":[{},{"qty":["A number is required."]}]}""", "The order is closed.|rows[1].qty: A number is required.")]
    [InlineData("""{"name":["Too long."],"rows":[{"owner":{"email":["Enter an address."]}},{}]}""", "name: Too long.|rows[0].owner.email: Enter an address.")]
    [InlineData("""{"status":["\"x\" is not a valid choice."],"name":["This field is required."]}""", "status: \"x\" is not a valid choice.|name: This field is required.")]
    [InlineData("""{"value":["A number is required."],"owner":{"details":["Too long."],"email":["Enter an address."]}}""", "value: A number is required.|owner.details: Too long.|owner.email: Enter an address.")]
    [InlineData("""{"detail":["first"],"errors":["second"]}""", "first|second")]
    [InlineData("""[{},{"description":["Too long."],"name":["Required."]},{}]""", "[1].description: Too long.|[1].name: Required.")]
    [InlineData("""[{"non_field_errors":["A list is expected."]}]""", "A list is expected.")]
    // FastAPI, GitHub, Stripe, express-validator, Spring, AJV, Mongoose, Zod.
    [InlineData("""{"detail":[{"loc":["body","items",0,"price"],"msg":"field required","type":"missing"}]}""", "body.items[0].price: field required")]
    [InlineData("""{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":"missing_field"}],"documentation_url":"https://x"}""", "Validation Failed|Issue.title: missing_field")]
    [InlineData("""{"error":{"type":"invalid_request_error","param":"amount","message":"Invalid integer: x"}}""", "amount: Invalid integer: x")]
    [InlineData("""{"errors":[{"type":"field","msg":"Invalid value","path":"name","location":"body"}]}""", "name: Invalid value")]
    [InlineData("""{"timestamp":1,"status":422,"error":"Unprocessable Content","message":"Validation failed","path":"/items/1","errors":[{"objectName":"item","field":"name","defaultMessage":"must not be blank","code":"NotBlank"}]}""", "Validation failed|name: must not be blank")]
    [InlineData("""[{"instancePath":"/name","keyword":"type","message":"must be string"}]""", "/name: must be string")]
    [InlineData("""{"_message":"Item validation failed","errors":{"name":{"message":"Path `name` is required.","kind":"required","path":"name"}}}""", "Item validation failed|name: Path `name` is required.")]
    [InlineData("""{"error":{"name":"ZodError","issues":[{"path":["a",1],"message":"Required"}]}}""", "a[1]: Required")]
    [InlineData("""{"statusCode":400,"message":["name must be a string","price must be a number"],"error":"Unprocessable Content"}""", "name must be a string|price must be a number")]
    [InlineData("""{"code":"bad_request","message":"Bad Request","context_info":{"errors":[{"reason":"invalid_parameter","name":"tag","message":"It is too long"}]}}""", "bad_request: Bad Request|tag: It is too long")]
    [InlineData("""{"errors":[{"message":"Validation error, cannot edit post.","context":"Value in [posts.title] cannot be blank.","type":"ValidationError","property":"title"}]}""", "title: Validation error, cannot edit post. Value in [posts.title] cannot be blank.")]
    [InlineData("""{"errors":[{"message":"Validation error, cannot edit post.","context":"Value in [posts.title] cannot be blank.","type":"ValidationError","property":null}]}""", "Validation error, cannot edit post. Value in [posts.title] cannot be blank.")]
    [InlineData("""{"errors":[{"context":"name","message":"It is taken","exceptionName":"x.Y"}]}""", "name: It is taken")]
    [InlineData("""{"message":"It is invalid","validationErrors":[{"message":"It is missing","errorId":"x","fieldPath":"entityId"}]}""", "It is invalid|entityId: It is missing")]
    [InlineData("""{"title":"It is invalid","errors":[{"errorLocation":"#/rules/0","detail":"cpcode is required"}]}""", "It is invalid|#/rules/0: cpcode is required")]
    [InlineData("""{"invalid-params":[{"name":"age","reason":"must be a positive integer"}],"title":"Your request parameters didn't validate."}""", "Your request parameters didn't validate.|age: must be a positive integer")]
    [InlineData("""{"title":"Constraint Violation","violations":[{"field":"create.name","message":"must not be blank"}]}""", "Constraint Violation|create.name: must not be blank")]
    [InlineData("""{"error":{"code":400,"message":"Constraints violated.","constraintViolations":[{"path":"name","message":"must not be null"}]}}""", "Constraints violated.|name: must not be null")]
    [InlineData("""{"ErrorNumber":10,"Message":"A validation exception occurred","Elements":[{"ValidationErrors":[{"Message":"Email is invalid"}]}]}""", "A validation exception occurred|Email is invalid")]
    // JSON:API and RFC 9457's pointers.
    [InlineData("""{"errors":[{"status":"422","title":"Invalid Attribute","detail":"First name must contain two characters.","source":{"pointer":"/data/attributes/firstName"}}]}""", "/data/attributes/firstName: Invalid Attribute: First name must contain two characters.")]
    [InlineData("""{"title":"Your request is not valid.","errors":[{"detail":"must be a positive integer","pointer":"#/age"}]}""", "Your request is not valid.|#/age: must be a positive integer")]
    [InlineData("""{"error":{"code":"X/1","message":{"lang":"en","value":"Invalid."},"innererror":{"errordetails":[{"code":"X/2","message":"Customer 12 is blocked.","propertyref":"Kunnr"}]}}}""", "X/1: Invalid.|Kunnr: Customer 12 is blocked.")]
    // Azure, Google, Kubernetes, Elasticsearch, CouchDB, Redfish, ServiceNow.
    [InlineData("""{"error":{"code":"DeploymentFailed","message":"At least one operation failed.","details":[{"code":"Conflict","target":"vm1","message":"The size is not available."}]}}""", "DeploymentFailed: At least one operation failed.|vm1: The size is not available.")]
    [InlineData("""{"error":{"code":"X","message":"{\"error\":{\"message\":\"The inner one\"}}"}}""", "The inner one")]
    [InlineData("""{"odata.error":{"code":"","message":{"lang":"en-US","value":"A property is missing."}}}""", "A property is missing.")]
    [InlineData("""{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"display_name","description":"Too long."}]}]}}""", "Request contains an invalid argument.|display_name: Too long.")]
    [InlineData("""{"kind":"Status","status":"Failure","message":"Item \"x\" is invalid: spec.replicas: Invalid value: -1","reason":"Invalid","details":{"name":"x","kind":"Item","causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1","field":"spec.replicas"}]},"code":422}""", "Item \"x\" is invalid: spec.replicas: Invalid value: -1")]
    [InlineData("""{"error":{"root_cause":[{"type":"version_conflict_engine_exception","reason":"[1]: version conflict"}],"type":"version_conflict_engine_exception","reason":"[1]: version conflict"},"status":409}""", "[1]: version conflict")]
    [InlineData("""{"error":"conflict","reason":"Document update conflict."}""", "Document update conflict.")]
    [InlineData("""{"error":{"code":"Base.1.0.GeneralError","message":"See ExtendedInfo for more information.","@Message.ExtendedInfo":[{"Message":"The value 9 for AssetTag is not in the list.","RelatedProperties":["#/AssetTag"],"Resolution":"Choose a value from the list."}]}}""", "#/AssetTag: The value 9 for AssetTag is not in the list. Choose a value from the list.")]
    [InlineData("""{"error":{"@Message.ExtendedInfo":[{"MessageId":"Base.0.10.PropertyUnknown","MessageArgs":["Tag"]}],"message":"See @Message.ExtendedInfo for more information."}}""", "Base.0.10.PropertyUnknown (Tag)")]
    [InlineData("""{"AssetTag@Message.ExtendedInfo":[{"Message":"The value is too long."}]}""", "AssetTag: The value is too long.")]
    [InlineData("""{"error":{"message":"Operation Failed","detail":"Data Policy Exception: Category is mandatory"},"status":"failure"}""", "Operation Failed: Data Policy Exception: Category is mandatory")]
    // And others.
    [InlineData("""[{"message":"Required fields are missing: [Name]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Name"]}]""", "Name: Required fields are missing: [Name]")]
    [InlineData("""{"errorCode":"E0000001","errorSummary":"Api validation failed: login","errorCauses":[{"errorSummary":"login: An object with this field already exists"}]}""", "Api validation failed: login|login: An object with this field already exists")]
    [InlineData("""{"success":false,"errors":[{"code":1003,"message":"Invalid zone","error_chain":[{"code":6,"message":"Bad header"}]}],"messages":[]}""", "Invalid zone|Bad header")]
    [InlineData("""{"errorMessage":"User exists with same email"}""", "User exists with same email")]
    [InlineData("""{"field":"email","errorMessage":"error-invalid-email","params":["email"]}""", "email: error-invalid-email")]
    [InlineData("""{"code":"23505","details":"Key (id)=(1) already exists.","hint":null,"message":"duplicate key value violates a constraint"}""", "duplicate key value violates a constraint: Key (id)=(1) already exists.")]
    [InlineData("""{"error":"RecordInvalid","description":"Record validation errors","details":{"email":[{"description":"Email: x is not valid","error":"InvalidFormat"}]}}""", "RecordInvalid: Record validation errors|email: InvalidFormat: Email: x is not valid")]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","diagnostics":"Unknown gender 'x'","expression":["Patient.gender"]}]}""", "Patient.gender: Unknown gender 'x'")]
    [InlineData("""{"ietf-restconf:errors":{"error":[{"error-type":"application","error-tag":"invalid-value","error-path":"/a:b","error-message":"out of range"}]}}""", "/a:b: out of range")]
    [InlineData("""{"imdata":[{"error":{"attributes":{"code":"103","text":"child (Rn) is not allowed"}}}]}""", "child (Rn) is not allowed")]
    [InlineData("""{"value":{"messages":[{"args":[],"default_message":"Name is in use.","id":"x.y"}]}}""", "Name is in use.")]
    [InlineData("""{"status":"fail","data":{"title":"A title is required"}}""", "title: A title is required")]
    [InlineData("""{"code":400,"message":"Failed to update record.","data":{"title":{"code":"validation_required","message":"Missing required value."}}}""", "Failed to update record.|title: Missing required value.")]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params.","data":"No permissions to the object"}}""", "Invalid params. No permissions to the object")]
    [InlineData("""{"__type":"com.amazon#ConditionalCheckFailedException"}""", "com.amazon#ConditionalCheckFailedException")]
    [InlineData("""{"itemNotFound":{"message":"Instance could not be found.","code":404}}""", "itemNotFound: Instance could not be found.")]
    [InlineData("""{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"mutability","detail":"Attribute 'id' is readOnly","status":"400"}""", "Attribute 'id' is readOnly")]
    // Lists under other names: Adyen, HubSpot. In an object of details: MongoDB Atlas. Beside the status: Rails. Nexus; RESTCONF; FortiOS.
    [InlineData("""{"status":422,"message":"Missing","invalidFields":[{"name":"city","message":"It is empty."}]}""", "Missing|It is empty.")]
    [InlineData("""{"status":"FAIL","failures":[{"failureMessage":"Disk full","failureCode":"E1"}]}""", "Disk full")]
    [InlineData("""{"detail":"Invalid","badRequestDetail":{"fields":[{"field":"size","description":"It is negative."}]}}""", "Invalid|size: It is negative.")]
    [InlineData("""{"name":["can't be blank","is too short"],"status":422,"error":"Unprocessable Content"}""", "name: can't be blank; is too short")]
    [InlineData("""{"name":["is taken already"],"detail":"Invalid","stackTrace":["at a b"],"ids":["a"]}""", "Invalid|name: is taken already")]
    [InlineData("""[{"id":"PARAMETER name","message":"must not be null"},{"id":"7","message":"x"}]""", "name: must not be null|x")]
    [InlineData("""{"ietf-restconf:errors":{"error":[{"error-type":"application","error-tag":"invalid-value"}]}}""", "invalid-value")]
    [InlineData("""{"error":-3,"cli_error":"entry not found","status":"error","http_status":500}""", "entry not found")]
    public void A_field_is_shown_with_its_error(string body, string lines) => Assert.Equal(lines, Of(body, "application/json"));

    [Theory]
    // OData 3 (Azure Tables, SharePoint), 2 (SAP), 4 (Graph, Dataverse).
    [InlineData("""{"odata.error":{"code":"UpdateConditionNotSatisfied","message":{"lang":"en-US","value":"The condition was not satisfied.\nRequestId:1"}}}""", "UpdateConditionNotSatisfied: The condition was not satisfied. RequestId:1")]
    [InlineData("""{"odata.error":{"code":"-1, Microsoft.SharePoint.Client.ResourceNotFoundException","message":{"lang":"en-US","value":"List does not exist."}}}""", "-1, Microsoft.SharePoint.Client.ResourceNotFoundException: List does not exist.")]
    [InlineData("""{"error":{"code":"SY/530","message":{"lang":"de","value":"Feld X fehlt"},"innererror":{"transactionid":"1","errordetails":[{"code":"ZX/001","message":"Angabe ist leer","propertyref":"","severity":"error","target":"Name"}]}}}""", "SY/530: Feld X fehlt|Name: Angabe ist leer")]
    [InlineData("""{"error":{"code":"","message":{"lang":"en-US","value":"Bad Request - Error in query syntax."}}}""", "Bad Request - Error in query syntax.")]
    [InlineData("""{"messageTranslations":{"de":"Bearbeitungskonflikt.","en":"Edit conflict."},"httpCode":409,"httpReason":"Conflict"}""", "Edit conflict.")]
    [InlineData("""{"message":{"en":"Edit conflict.","pt-BR":"Conflito."}}""", "Edit conflict.")]
    [InlineData("""{"message":{"name":"is too long","en":"is unknown"}}""", "name: is too long|en: is unknown")]
    [InlineData("""{"error":{"code":"0x80040265","message":"A plug-in failed.","innererror":{"type":"System.Exception","stacktrace":"at X"}}}""", "0x80040265: A plug-in failed.|System.Exception")]
    [InlineData("""{"error":{"code":"nameAlreadyExists","message":"An item is there.","innerError":{"date":"2024-01-01","request-id":"1"}}}""", "nameAlreadyExists: An item is there.")]
    // Docker, and one whose code is a number, repeats the status, or is part of the sentence.
    [InlineData("""{"errors":[{"code":"DIGEST_INVALID","message":"The digest did not match.","detail":null}]}""", "DIGEST_INVALID: The digest did not match.")]
    [InlineData("""{"code":"422","message":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"code":"Unprocessable Content","message":"Name is taken"}""", "Name is taken")]
    [InlineData("""{"code":"E1","message":"E1: Name is taken"}""", "E1: Name is taken")]
    public void A_code_stands_before_its_sentence(string body, string lines) => Assert.Equal(lines, Of(body, "application/json"));

    [Fact]
    public void A_long_translated_message_stands_there_once()
        => Assert.Single(Of("""{"odata.error":{"code":"A","message":{"lang":"en","value":"X"}}}""".Replace("X", new string('x', 2000), StringComparison.Ordinal), "application/json")!.Split('\n'));

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>PreconditionFailed</Code><Message>At least one of the preconditions did not hold</Message><Condition>If-Match</Condition><RequestId>4442587FB7D0A2F9</RequestId></Error>", "PreconditionFailed: At least one of the preconditions did not hold")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>InvalidHeaderValue</Code><Message>The value for one of the HTTP headers is not in the correct format.</Message><HeaderName>x-ms-blob-type</HeaderName></Error>", "x-ms-blob-type: InvalidHeaderValue: The value for one of the HTTP headers is not in the correct format.")]
    [InlineData("<Response><Errors><Error><Code>X</Code><Message>No such item</Message></Error></Errors></Response>", "X: No such item")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Name is missing</faultstring></s:Fault></s:Body></s:Envelope>", "Name is missing")]
    [InlineData("<m:error xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\"><m:code>TableNotFound</m:code><m:message xml:lang=\"en-US\">The table does not exist.</m:message></m:error>", "TableNotFound: The table does not exist.")]
    [InlineData("<errors><error>Name can't be blank</error><error>Age is negative</error></errors>", "Name can't be blank|Age is negative")]
    [InlineData("<Error xmlns=\"http://www.vmware.com/vcloud/v1.5\" majorErrorCode=\"400\" message=\"The entity is busy.\" minorErrorCode=\"BUSY_ENTITY\"/>", "The entity is busy.")]
    [InlineData("<result><error field=\"name\" message=\"It is taken\"/><error field=\"age\" message=\"It is negative\"/></result>", "name: It is taken|age: It is negative")]
    [InlineData("<response status=\"error\" code=\"7\"><msg><line>Object not present</line></msg></response>", "Object not present")]
    [InlineData("<error><message code=\"7\">It is taken</message></error>", "It is taken")]
    [InlineData("<D:error xmlns:D=\"DAV:\"><C:valid-calendar-data xmlns:C=\"urn:ietf:params:xml:ns:caldav\"/></D:error>", "valid-calendar-data")]
    [InlineData("<D:error xmlns:D=\"DAV:\"><C:valid-calendar-data xmlns:C=\"urn:ietf:params:xml:ns:caldav\"/><D:responsedescription>DTEND must occur after DTSTART</D:responsedescription></D:error>", "valid-calendar-data: DTEND must occur after DTSTART")]
    [InlineData("<D:error xmlns:D=\"DAV:\"><C:no-uid-conflict xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:href>/calendar/7.ics</D:href></C:no-uid-conflict></D:error>", "no-uid-conflict: /calendar/7.ics")]
    [InlineData("<D:error xmlns:D=\"DAV:\"><D:one/><D:other/></D:error>", "one, other")]
    [InlineData("<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\"><s:message>It is too large</s:message><d:max-resource-size/></d:error>", "max-resource-size: It is too large")]
    [InlineData("<problem xmlns=\"urn:ietf:rfc:7807\"><title>No credit</title><detail>Balance is 30.</detail></problem>", "No credit: Balance is 30.")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Error><Message>&a;</Message></Error>", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Error><Message>&a;</Message></Error>")]
    [InlineData("<e>text</e>", "text")]
    public void Xml_is_read(string body, string lines)
    {
        Assert.Equal(lines, Of(body, "application/xml"));
        Assert.Equal(lines, Of(body, null));
    }

    [Theory]
    [InlineData("Name is taken\r\n", "text/plain", "Name is taken")]
    [InlineData("Grüße", "text/plain; charset=utf-8", "Grüße")]
    [InlineData("Opening path &apos;/a&apos; &lt;b&gt; is disallowed.", "", "Opening path '/a' <b> is disallowed.")]
    [InlineData("one\ntwo\n\nthree\nfour\nfive", "text/plain", "one|two|three")]
    [InlineData("""{"message":"no type"}""", null, "no type")]
    [InlineData("""{"message":"not of that type"}""", "text/html", "not of that type")]
    [InlineData("no type", null, "no type")]
    [InlineData("<html><head><title>502 Bad &amp; Gateway</title></head><body>nginx</body></html>", "text/html", "502 Bad & Gateway|nginx")]
    [InlineData("<html><head><title>422 Unprocessable Content</title></head><body><p>The name is taken</p><address>Apache/2.4.71 (Debian) Server at localhost Port 80</address></body></html>", "text/html", "The name is taken")]
    [InlineData("<!DOCTYPE html>\n<html><head><title>Error</title><style>a < b</style></head>\n<body>\n<pre>Cannot PUT /items/<b>7</b></pre>\n<script>x('</pre>')</script></body></html>", "text/html", "Cannot PUT /items/7")]
    [InlineData("<html><head><title>SyntaxError: Unexpected end</title></head><body><h1>Connect</h1><h2><em>422</em> SyntaxError: Unexpected end</h2></body></html>", "text/html", "SyntaxError: Unexpected end|Connect")]
    [InlineData("<html><head><title>The request failed</title></head><body><h1>HTTP/1.1 422 Unprocessable Content</h1><h3>Error 22023</h3><xmp>The graph <http://h/g> is of another type</xmp></body></html>", "text/html", "The request failed|Error 22023|The graph <http://h/g> is of another type")]
    [InlineData("<p>no title</p>", "text/html", "no title")]
    [InlineData("   Request was not matched\n   =======\n\n-------------\nClosest stub: PUT /x\n-------------\n", "text/plain", "Request was not matched|Closest stub: PUT /x")]
    // The frames of a stack say nothing to the one who sent the request.
    [InlineData("<html><body><pre>SyntaxError: Unexpected token<br> &nbsp; &nbsp;at JSON.parse (&lt;anonymous&gt;)<br> &nbsp; &nbsp;at parse (/x/json.js:92:19)</pre></body></html>", "text/html", "SyntaxError: Unexpected token")]
    [InlineData("System.InvalidOperationException: No table\n   at N.C.M(String x) in /src/a.cs:line 5\n   at N.D.Main()\nSee the log at home", "text/plain", "System.InvalidOperationException: No table|See the log at home")]
    [InlineData("Traceback (most recent call last):\n  File \"/x/a.py\", line 1, in put\nKeyError: 'name'", "text/plain", "KeyError: 'name'")]
    [InlineData("<h2>422 Unprocessable Content</h2>\n<p>Bad\nname</p>\n<pre>Traceback (most recent call last):\n  File \"/x/a.py\", line 1, in put\n    return run(\n           ^^^^\n\nx.HTTPError: (422)\n\nDuring handling\n</pre>", "text/html", "Bad name|x.HTTPError: (422)|During handling")]
    [InlineData("Traceback (most recent call last):\n  File \"/x/a.py\", line 1, in put\nKeyError: 'name'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"/x/a.py\", line 3, in put\nx.HTTPError: (400, 'Give a name')", "text/plain", "KeyError: 'name'|x.HTTPError: (400, 'Give a name')")]
    [InlineData("<pre>Error: boom<br> &nbsp; &nbsp;at /x/fw.cjs:13:73<br> &nbsp; &nbsp;at async /x/index.js:309:15</pre><p>at http://x:8080</p>", "text/html", "Error: boom|at http://x:8080")]
    [InlineData("RuntimeError: boom\n\t/x/app.rb:5:in `block in run'\n\t/usr/lib/ruby/base.rb:1697:in 'Sinatra#call'\nin the server", "text/plain", "RuntimeError: boom|in the server")]
    [InlineData("""{"exception":"boom inside at /x/app.pl line 3.\n","message":"Unprocessable Content","status":"422","title":"Error 422 - Unprocessable Content"}""", "application/json", "boom inside at /x/app.pl line 3.")]
    [InlineData("""{"exception":"org.x.NotValidException","error":"Unprocessable Content","message":"The name is taken"}""", "application/json", "The name is taken")]
    [InlineData("{\"title\":\"T\"}", "application/problem+json", "T")]
    [InlineData("error=access_denied&error_description=Not+for+you", "application/x-www-form-urlencoded", "access_denied|Not for you")]
    [InlineData("%PDF", "application/pdf", null)]
    [InlineData("", "application/json", null)]
    [InlineData("{}", "application/json", null)]
    [InlineData("[]", "application/json", null)]
    [InlineData("  \r\n ", "text/plain", null)]
    public void Other_types_are_read_as_far_as_possible(string body, string? contentType, string? lines) => Assert.Equal(lines, Of(body, contentType));

    [Theory]
    [InlineData("""{"type":"about:blank","title":"Unprocessable Content","status":422}""", "application/problem+json")]
    [InlineData("<html><head><title>422 Unprocessable Content</title></head><body><h1>422 Unprocessable Content</h1></body></html>", "text/html")]
    [InlineData("<html><head><title>HTTP Status 422 – Unprocessable Content</title></head></html>", "text/html")]
    [InlineData("Unprocessable Content", "text/plain")]
    [InlineData("null\r\n", "application/json")]
    [InlineData("\"\"", "application/json")]
    [InlineData("{}", "application/json")]
    public void A_message_that_only_repeats_the_status_is_not_shown(string body, string contentType) => Assert.Null(Of(body, contentType));

    [Theory]
    [InlineData("Bearer realm=\"a, error=b\", error=\"invalid_token\", error_description=\"The \\\"access\\\" token expired\"", "The \"access\" token expired")]
    [InlineData("Bearer error=insufficient_scope, scope=\"items.write\"", "insufficient_scope: scope items.write")]
    [InlineData("Basic realm=\"x\"", null)]
    public void The_challenge_describes_the_problem_with_a_token(string challenge, string? lines)
        => Assert.Equal(lines, Joined(new HttpResponse(401, "Unauthorized", ResponseHeaders.From([new("WWW-Authenticate", challenge)]))));

    [Fact]
    public void Many_errors_are_truncated_to_five_lines()
    {
        var body = "{\"errors\":[" + string.Join(",", Enumerable.Range(1, 9).Select(static n => $$"""{"field":"f{{n}}","message":"is wrong"}""")) + "]}";
        Assert.Equal("f1: is wrong|f2: is wrong|f3: is wrong|f4: is wrong|… and 5 more.", Of(body, "application/json"));
    }

    [Fact]
    public void Long_words_are_cut_in_the_middle_because_the_end_may_name_the_problem()
    {
        var words = Of(new string('x', 10_000) + " spec.replicas is wrong", "text/plain")!;
        Assert.Equal(501, words.Length);
        Assert.StartsWith(new string('x', 200) + "…x", words, StringComparison.Ordinal);
        Assert.EndsWith("x spec.replicas is wrong", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_is_never_split() => Assert.DoesNotContain(Of(new string('x', 199) + string.Concat(Enumerable.Repeat("🧙", 400)), "text/plain")!.EnumerateRunes(), static rune => rune.Value == 0xFFFD);

    [Theory]
    [InlineData("\u001b[31mred\u0007\u202Etxt\u200B.exe\u0000", "[31mredtxt.exe")]
    [InlineData("a\tb\u0085c\u2028d", "a b c d")]
    [InlineData("👩‍🚀 \U000E0041x", "👩‍🚀 x")]
    public void Characters_that_move_a_cursor_or_hide_text_are_not_shown(string text, string shown) => Assert.Equal(shown, Of(text, "text/plain"));

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData(null)]
    public void Latin_letters_are_read_with_and_without_a_charset(string? contentType)
        => Assert.Equal("Größe: ungültig", Joined(With(Encoding.Latin1.GetBytes("""{"message":"Größe: ungültig"}"""), contentType)));

    [Theory]
    [InlineData("{\"errors\":{\"a\\uD800b\":[\"is \\uDC00 wrong\"]}}", "a\uFFFDb: is \uFFFD wrong")]
    [InlineData("{\"message\":\"\\\\uD800 \\uD83E\\uDDD9\"}", "\\uD800 🧙")]
    public void Half_a_surrogate_pair_does_not_fail(string body, string lines) => Assert.Equal(lines, Of(body, "application/json"));

    [Theory]
    [InlineData("X-Api-Key", "s3cr3t-key")]
    [InlineData("Authorization", "Bearer s3cr3t-key")]
    [InlineData("Authorization", "Basic dXNlcjpzM2NyM3Qta2V5")]
    [InlineData("Cookie", "a=b; sid=s3cr3t-key")]
    [InlineData("Authorization", "Digest username=\"known\", realm=\"a, b\", uri=\"/key\", response=\"s3cr3t-key\"")]
    [InlineData("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/s3, SignedHeaders=host;x-key, Signature=s3cr3t-key")]
    [InlineData("Authorization", "SharedAccessSignature sr=a&sig=s3cr3t-key&skn=key")]
    public void Secrets_that_the_server_repeats_are_masked(string name, string value)
        => Assert.Equal("The key *** is not known", Joined(Responses.Of("""{"message":"The key s3cr3t-key is not known"}""", "application/json") with { SentHeaders = [new(name, value)] }));

    [Theory]
    [InlineData("X-Api-Key", "a key in words", "a key in words")]
    [InlineData("Authorization", "Bearer czNjcjN0==", "czNjcjN0==")]
    public void Secrets_are_masked_with_each_of_their_characters(string name, string value, string repeated)
        => Assert.Equal("Not known: ***", Joined(Responses.Of("Not known: " + repeated, "text/plain") with { SentHeaders = [new(name, value)] }));

    [Theory]
    [InlineData("Digest username=\"frodo\", realm=\"shire\", nonce=\"n-1\", uri=\"/items/7\", algorithm=SHA-256, qop=auth, response=\"s3cr3t\"")]
    [InlineData("Signature keyId=\"frodo\",algorithm=\"SHA-256\",headers=\"(request-target) host content-type\",signature=\"s3cr3t\"")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIA/s3, SignedHeaders=content-type;host, Signature=s3cr3t")]
    public void What_proves_nothing_in_Authorization_is_shown(string value)
        => Assert.Equal("frodo of shire may not use SHA-256 with content-type;host in /items/7", Joined(
            Responses.Of("""{"message":"frodo of shire may not use SHA-256 with content-type;host in /items/7"}""", "application/json") with { SentHeaders = [new("Authorization", value)] }));

    [Theory]
    [InlineData("""{"user":"frodo","password":"s3cr3t-key"}""")]
    [InlineData("""[{"op":"replace","path":"/users/7/password","value":"s3cr3t-key"}]""")]
    [InlineData("""{"env":[{"value":"s3cr3t-key","name":"DB_PASSWORD"}]}""")]
    [InlineData("""{"db":"Server=a;User=frodo;Password=s3cr3t-key"}""")]
    [InlineData("""{"login":{"api_key":["s3cr3t-key"]}}""")]
    [InlineData("""{"client-secret":"s3cr3t-key"}""")]
    [InlineData("grant=x&client_secret=s3cr3t-key")]
    [InlineData("<a><password>s3cr3t-key</password></a>")]
    [InlineData("user: frodo\npassword: 's3cr3t-key'\n")]
    [InlineData("env:\n- name: DB_PASSWORD\n  value: s3cr3t-key\n", "application/yaml")]
    public void Secrets_of_the_body_that_the_server_repeats_are_masked(string body, string type = "application/json")
        => Assert.Equal("The value *** of frodo is wrong", Joined(Responses.Of("""{"message":"The value s3cr3t-key of frodo is wrong"}""", "application/json") with { SentBody = (Encoding.UTF8.GetBytes(body), type) }));

    [Fact]
    public void What_a_signer_computed_is_masked_whatever_its_name()
        => Assert.Equal("The proof *** is wrong", Joined(Responses.Of("""{"message":"The proof s3cr3t is wrong"}""", "application/json") with { SentHeaders = [new("Proof", "s3cr3t")], SecretFields = ["proof"] }));

    [Fact]
    public void Secrets_in_the_url_are_masked()
        => Assert.Equal("No such token: ***", Joined(Responses.Of("No such token: a b+c/d", "text/plain") with { Target = new Uri("https://x.example/?id=7&token=a%20b%2Bc%2Fd") }));

    [Theory]
    [InlineData("<title>", " ", "text/html")]
    [InlineData("<html>", "<script>", "text/html")]
    [InlineData("<title", "<", "text/html")]
    [InlineData("<html>", "<!--", "text/html")]
    [InlineData("", "&amp;", "text/html")]
    [InlineData("", "<a>", "application/xml")]
    [InlineData("", "x ", "text/plain")]
    [InlineData("", "x\n", "text/plain")]
    [InlineData("[", "\"x\",", "application/json")]
    [InlineData("[\"", "\\uD800", "application/json")]
    [InlineData("", "{\"message\":", "application/json")]
    [InlineData("", "a=b&", "application/x-www-form-urlencoded")]
    [InlineData("{\"message\":\"", "\\u001b", "application/json")]
    public void A_body_that_is_designed_to_take_long_is_read_quickly(string start, string filler, string contentType)
    {
        var body = start + string.Concat(Enumerable.Repeat(filler, 5_000_000 / filler.Length));
        var time = ThreadTime.Of(() => _ = Of(body, contentType));
        Assert.True(time < TimeSpan.FromSeconds(2), $"It took {time}.");
    }

    [Theory]
    [InlineData("{\"error\":", "}")]
    [InlineData("{\"errors\":", "}")]
    [InlineData("{\"data\":{\"status\":", "}}")]
    [InlineData("{\"x\":null,\"error\":", "}")]
    public void A_deep_error_is_read_quickly(string open, string close)
    {
        var items = string.Join(",", Enumerable.Repeat("""{"a":{}}""", 10_000));
        var body = string.Concat(Enumerable.Repeat(open, 14)) + $"[{items}]" + string.Concat(Enumerable.Repeat(close, 14));
        var time = ThreadTime.Of(() => _ = Of(body, "application/json"));
        Assert.True(time < TimeSpan.FromSeconds(2), $"It took {time}.");
    }

    [Theory]
    [InlineData("\"data\":1,")]
    [InlineData("\"data\":{\"a\":\"b c\"},")]
    public void A_member_that_is_repeated_many_times_is_read_quickly(string member)
    {
        var body = "{" + string.Concat(Enumerable.Repeat(member, 1_000_000 / member.Length)) + "\"a\":1}";
        var time = ThreadTime.Of(() => _ = Of(body, "application/json"));
        Assert.True(time < TimeSpan.FromSeconds(5), $"It took {time}.");
    }

    [Fact]
    public void A_long_name_above_many_sentences_is_read_quickly()
    {
        var sentences = string.Join(",", Enumerable.Range(0, 20_000).Select(static number => $$"""{"message":"m {{number}}"}"""));
        var body = "{\"errors\":{\"" + new string('n', 400_000) + $"\":[{sentences}]}}}}";
        var time = ThreadTime.Of(() => _ = Of(body, "application/json"));
        Assert.True(time < TimeSpan.FromSeconds(5), $"It took {time}.");
    }

    private static string? Of(string body, string? contentType) => Joined(Responses.Of(body, contentType));

    private static HttpResponse With(byte[] body, string? contentType)
        => new(422, "Unprocessable Content", ResponseHeaders.From(contentType is null ? [] : [new("Content-Type", contentType)])) { Body = body };

    private static string? Joined(HttpResponse response)
        => ServerMessage.Of(response)?.Replace(Environment.NewLine, "|", StringComparison.Ordinal);
}
