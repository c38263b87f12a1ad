// Imports the schema in the first file as data contracts, and writes their C# into the second one.
using System;
using System.CodeDom;
using System.CodeDom.Compiler;
using System.IO;
using System.Runtime.Serialization;
using System.Xml.Schema;
using Microsoft.CSharp;

static class Import {
    static void Main(string[] files) {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, files[0]);
        var importer = new XsdDataContractImporter(new CodeCompileUnit());
        if (!importer.CanImport(schemas)) throw new Exception("the schema is no data contract");
        importer.Import(schemas);
        using (var file = new StreamWriter(files[1]))
            new CSharpCodeProvider().GenerateCodeFromCompileUnit(importer.CodeCompileUnit, file, new CodeGeneratorOptions());
    }
}
