using System.Management.Automation;
using PutTools.Cmdlets.Conversion;
using PutTools.Cmdlets.Mistakes;
using PutTools.Cmdlets.Scripts;
using PutTools.Http;

namespace PutTools.Cmdlets.Requests;

/// <summary>
/// The argument of a parameter: one value for all objects, or a script block that outputs the value of each, with the object
/// as <c>$_</c>.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal sealed class PerObject<T>
    where T : class
{
    private readonly string _parameter;
    private readonly ScriptBlock? _script;
    private readonly ItemExpression? _expression;
    private readonly Func<string, object, T> _convert;
    private readonly bool _mayBeNull;

    /// <summary>Wraps an argument; null if none was given.</summary>
    /// <param name="parameter">The name of the parameter, for errors.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="convert">Converts a value that is not null; throws if it can't.</param>
    /// <param name="mayBeNull">
    /// True if the script block may output null, which means that the parameter is not given.
    /// </param>
    public PerObject(string parameter, object? argument, Func<string, object, T> convert, bool mayBeNull = false)
    {
        _parameter = parameter;
        _convert = convert;
        _mayBeNull = mayBeNull;
        _script = PSValue.Base(argument) as ScriptBlock;
        if (_script is not null)
        {
            ForgottenAt.Check(parameter, _script);
            _expression = ItemExpression.Of(_script);
        }
        else if (PSValue.Base(argument) is not null)
        {
            Constant = convert(parameter, argument!);
        }
    }

    /// <summary>The value for all objects; null if there is none, or if it is a script block.</summary>
    public T? Constant { get; }

    /// <summary>True if each object has its own value.</summary>
    public bool IsScript => _script is not null;

    /// <summary>True if there is a value for each object.</summary>
    public bool IsGiven => IsScript || Constant is not null;

    /// <summary>Returns the value for <paramref name="item"/>; null if none was given.</summary>
    /// <exception cref="RequestException">The script block failed, or its output is not a valid value.</exception>
    public T? For(object? item)
    {
        if (_script is null)
            return Constant;
        if (_expression is null || !_expression.TryGet(item, out var value))
        {
            var output = ScriptRunner.Run(_parameter, _script, item, item);
            value = output.Count == 1 ? output[0] : output.Count == 0 ? null : output.ToArray();
        }

        if (PSValue.Base(value) is not null)
            return _convert(_parameter, value!);
        return _mayBeNull ? null : throw new RequestException(ErrorKind.ScriptBlockFailed, CmdletMessages.ScriptGaveNull(_parameter));
    }
}
