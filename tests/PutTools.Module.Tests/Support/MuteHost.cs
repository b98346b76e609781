using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PutTools.Testing
{
    /// <summary>A host with a user interface that lacks every method, as programs have that use PowerShell as a library.</summary>
    public sealed class MuteHost : PSHost
    {
        public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
        public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
        public override Guid InstanceId { get; } = Guid.NewGuid();
        public override string Name => nameof(MuteHost);
        public override PSHostUserInterface UI { get; } = new Mute();
        public override Version Version => new Version(1, 0);
        public override void EnterNestedPrompt() => throw new NotImplementedException();
        public override void ExitNestedPrompt() => throw new NotImplementedException();
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }

        private sealed class Mute : PSHostUserInterface
        {
            public override PSHostRawUserInterface RawUI => null;
            public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotImplementedException();
            public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw new NotImplementedException();
            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotImplementedException();
            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options)
                => throw new NotImplementedException();
            public override string ReadLine() => throw new NotImplementedException();
            public override SecureString ReadLineAsSecureString() => throw new NotImplementedException();
            public override void Write(ConsoleColor foreground, ConsoleColor background, string value) => throw new NotImplementedException();
            public override void Write(string value) => throw new NotImplementedException();
            public override void WriteDebugLine(string message) => throw new NotImplementedException();
            public override void WriteErrorLine(string value) => throw new NotImplementedException();
            public override void WriteLine(string value) => throw new NotImplementedException();
            public override void WriteProgress(long sourceId, ProgressRecord record) => throw new NotImplementedException();
            public override void WriteVerboseLine(string message) => throw new NotImplementedException();
            public override void WriteWarningLine(string message) => throw new NotImplementedException();
        }
    }
}
