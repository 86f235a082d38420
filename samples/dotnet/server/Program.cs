using ShopServer;

// A shop that lives in memory only: server [port]; port 0, the default, lets the system choose one.
int port = args.Length > 0 ? int.Parse(args[0]) : 0;
WebApplicationBuilder builder = WebApplication.CreateBuilder();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port));
builder.Logging.ClearProviders();
builder.Services.AddSingleton<Shop>();
builder.Services.AddHostedService<Restocking>();

WebApplication app = builder.Build();
Endpoints.Map(app, app.Services.GetRequiredService<Shop>());
await app.StartAsync();
Console.WriteLine($"listening on {app.Urls.First()}");
await app.WaitForShutdownAsync();
