using Xunit;

namespace PutTools.Core.Tests.Http;

public class ErrorKindTests
{
    [Theory]
    [InlineData(404, "NotFound")]
    [InlineData(418, "Http418")]
    [InlineData(599, "Http599")]
    [InlineData((int)ErrorKind.ConnectionLost, "ConnectionLost")]
    public void A_kind_has_a_stable_id(int kind, string id) => Assert.Equal(id, ((ErrorKind)kind).ToId());
}
